#!/usr/bin/env node
// `ori`: starts the compiler with the project's own node, from whatever folder and whatever node it
// was called.
//
// Plain JavaScript, since an older node may read it; the compiler is TypeScript, of which a bundle
// is made, and runs with a code cache, so that a command starts in a tenth of a second.

import { existsSync } from "node:fs"
import module from "node:module"
import v8 from "node:v8"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")

/** The first node that strips types by default. */
const NEEDED = 24

if (Number(process.versions.node.split(".")[0]) >= NEEDED) await start()
else await restart()

async function start() {
  module.enableCompileCache?.(join(root, "out/node"))
  // Warnings are about features of node that are used here: nothing for whoever runs `ori`.
  process.removeAllListeners("warning")
  const [{ bundle }, { load }] = await Promise.all([import("./bundle.ts"), import("./load.ts")])
  const path = await bundle(root)
  // Flags come after what node loads of its own, which is cached for the flags it was built with.
  // Trees outlive every collection of young objects, so few and late ones copy them least.
  v8.setFlagsFromString("--semi-space-growth-factor=32")
  // Nor do old objects die in a command: marking them is left to the event loop, which a check
  // never comes back to, and begins at once only far above what node would allow. At the heap's
  // limit they are collected as ever.
  v8.setFlagsFromString("--incremental-marking-soft-trigger=20")
  v8.setFlagsFromString("--incremental-marking-hard-trigger=300")
  // What lives for seconds wins nothing from code that is optimised twice, and waits while it is.
  // What is worth to be optimised once, the code cache knows.
  v8.setFlagsFromString("--invocation-count-for-turbofan=40000")
  v8.setFlagsFromString("--invocation-count-for-maglev=1000")
  // The cache keeps what is compiled when it is made: here all, else only what was run by then.
  v8.setFlagsFromString("--no-lazy")
  const { compiler, learn } = await load(root, path)
  const code = await compiler.main(process.argv.slice(2), compiler.toolchain)
  learn()
  // All is written by now, and the system frees a heap faster than node does.
  process.exit(code)
}

async function restart() {
  const node = join(root, "node_modules/node/bin/node")
  if (!existsSync(node)) {
    process.stderr.write(`ori needs node ${NEEDED}: run \`npm ci\` in ${root}\n`)
    process.exit(2)
  }
  const { spawnSync } = await import("node:child_process")
  const result = spawnSync(
    node,
    ["--no-warnings", fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    { stdio: "inherit" },
  )
  process.exit(result.status ?? 1)
}
