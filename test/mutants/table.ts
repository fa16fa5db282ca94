// Bugs to plant: the simulation must find each of them, or it proves nothing.
//
// A mutant is a text of a source and what stands there instead. `module`: which module has to be
// built anew; `host` stands for TypeScript, of the shell or of the simulated platform.

import { readFileSync } from "node:fs"
import { join } from "node:path"

export const ROOT = join(import.meta.dirname, "../..")

export type Edit = { from: string; to: string }

export type Mutant = {
  name: string
  module: "worker" | "object" | "host"
  file: string
  edits: readonly Edit[]
}

/** The seed that failed first, after so many, and what it violated; null when none did. */
export type Found = { seed: number; count: number; violations: string[] } | null

/** The source with the bug. A bug that is not planted is found by nobody, so this is strict. */
export function mutated({ file, edits }: Mutant): string {
  let text = readFileSync(join(ROOT, file), "utf8")
  for (const { from, to } of edits) {
    const count = text.split(from).length - 1
    if (count !== 1) throw new Error(`it no longer applies: ${count} times in ${file}:\n${from}`)
    text = text.replace(from, () => to)
  }
  return text
}

function mutant(
  name: string, module: Mutant["module"], file: string, ...edits: readonly [string, string][]
): Mutant {
  return { name, module, file, edits: edits.map(([from, to]) => ({ from, to })) }
}

export const MUTANTS: readonly Mutant[] = [
  // Callers are answered when the turn is over, not when the world knows.
  mutant(
    "answer before durable", "object", "ori/src/registry/package_tasks.ori",
    [
      `[...first, ...metadata, ...documents, ...places, "release", "dependents", ...sweeps`,
      `["release", ...first, ...metadata, ...documents, ...places, "dependents", ...sweeps`,
    ],
  ),
  // Whether the version is free was asked before the upload was stored, and is not asked again.
  mutant(
    "decide after an await", "object", "ori/src/registry/package_object.ori",
    [
      `= match Release.load(version: publish.version) {\n    Some(release) -> publish_again`,
      `= match Release.load(version: publish.version).filter(release -> release.live) {\n` +
      `    Some(release) -> publish_again`,
    ],
  ),
  // What was to be told when the object died is forgotten.
  mutant(
    "drop the outbox", "object", "ori/src/registry/pump.ori",
    [
      `pump: Pump { ...due, flying: false, wake_ms: 0 }`,
      `pump: Pump { ...due, tasks: [], flying: false, wake_ms: 0 }`,
    ],
  ),
  mutant(
    "tell e2 before e1", "object", "ori/src/registry/log_task.ori",
    [
      `Store.list(prefix: $LEAF_PREFIX, after: "", limit: $BATCH_MAX_COUNT);`,
      `Store.list(prefix: $LEAF_PREFIX, after: "", limit: $BATCH_MAX_COUNT).reverse();`,
    ],
  ),
  mutant(
    "trust KV for 404", "worker", "ori/src/registry/read.ori",
    [
      `None -> read_fresh(bucket:, key:),\n    Some(copy) -> {`,
      `None -> Ok(None),\n    Some(copy) -> {`,
    ],
  ),
  // An append that is repeated, since its answer was lost, gets new indices.
  mutant(
    "sequence twice", "object", "ori/src/registry/log_object.ori",
    [
      `let index = index_of_event(id: one.id).unwrap_or(default: size);`,
      `let index = size;`,
    ],
  ),
  mutant(
    "publish a checkpoint before its tiles", "object", "ori/src/registry/log_steps.ori",
    [
      `if steps.is_empty() then [$SEAL] else steps`,
      `if batch.looked then [$SEAL, ...batch.pending].take(count: most) else [$LOOK]`,
    ],
  ),
  mutant(
    "forget seq", "object", "ori/src/registry/package_change.ori",
    [
      `Head { ...head, seq }.save();\n    Store.put(key: leaf_row(seq:)`,
      `head.save();\n    Store.put(key: leaf_row(seq:)`,
    ],
  ),
  // Writes, too, believe a copy of the user.
  mutant(
    "honour a revoked token", "worker", "ori/src/registry/session.ori",
    [
      `let user = if strict then describe_user(name:)? else document_user(name:)?;`,
      `let user = document_user(name:)?;`,
    ],
  ),
  mutant(
    "republish removed bytes", "object", "ori/src/registry/package_object.ori",
    [
      `if release.state.removed.is_some() then PublishAnswer.VersionRemoved\n            else if`,
      `if`,
    ],
    [`= if release.state.removed.is_some() then {`, `= if false then {`],
  ),
  // An upload that lands after the removal, and of which nobody speaks any more, stays.
  mutant(
    "delete removed bytes once", "object", "ori/src/registry/package_removal.ori",
    [
      `emptied_row(version:));\n        sweep_later(version:);`,
      `emptied_row(version:));`,
    ],
  ),
  // The alarm that has rung is taken for one that is still to ring.
  mutant(
    "lose an alarm", "object", "ori/src/registry/pump.ori",
    [`let pump = Pump { ...Pump.load(), alarm_ms: 0 };`, `let pump = Pump.load();`],
  ),
  // An isolate that has seen a newer copy goes back to the one that KV has.
  mutant(
    "lower a revision", "worker", "ori/src/registry/copy.ori",
    [
      `known.precedes(copy:)\n            && copy.confirmed_ms > known.copy.confirmed_ms`,
      `known.held_ms >= 0 && copy.confirmed_ms > 0`,
    ],
  ),
  // A document is put over whatever is there, so that a put that lands late replaces a newer one.
  mutant(
    "put whatever is there", "host", "host/effects.ts",
    [
      `return await objectStore.put(bucket, key, body, condition)`,
      `return await objectStore.put(bucket, key, body, condition === "*" ? "*" : "")`,
    ],
  ),
]
