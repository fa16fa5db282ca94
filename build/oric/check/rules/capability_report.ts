// Sentences about missing capabilities, and the rule that an impl asks no more than its trait
// announces.

import type { Span } from "../../source/diagnostic.ts"
import type { Check } from "../context.ts"
import type { Fn } from "../items.ts"
import { declaredHere } from "../locality.ts"
import type { TraitId } from "../types.ts"
import type { Context } from "./capability_context.ts"

type Missing = { traits: TraitId[]; what: string }

/** Reports what a use or a call lacks. */
export function reportMissing(
  check: Check, context: Context, code: "E0600" | "E1200" | "E1201", missing: Missing, at: Span,
): void {
  const names = missing.traits.map((trait) => check.items.traits[trait]!.name)
  const list = names.map((name) => `\`${name}\``).join(", ")
  const binding = names.map((name) => `${name} = …`).join(", ")
  if (code === "E1201") {
    return check.report(code, at,
      `${missing.what} needs ${list}, for which there is no provider here`,
      `Bind one with \`with ${binding} in …\`, or import a trait that has a \`def impl\`.`)
  }
  const message = code === "E0600"
    ? `${missing.what} needs ${list}, which ${context.name} does not declare`
    : `${missing.what} uses ${list}, which ${context.name} does not declare`
  const help = context.uses.traits.length === 0 && !context.name.startsWith("`")
    ? `Compute the value in a function that declares \`uses ${names.join(", ")}\`.`
    : `Add \`uses ${names.join(", ")}\` to ${context.name}, or bind it: \`with ${binding} in …\`.`
  const labels = context.at === null ? []
    : [{ at: context.at.at, end: context.at.end, text: "declared here" }]
  check.report(code, at, message, help, { labels })
}

/**
 * What an object's method is given of a capability is one value, which generic operations do not
 * fit (5.5).
 */
export function reportGeneric(check: Check, needs: Missing, at: Span): void {
  const { traits, fns } = check.items
  const generic = needs.traits.flatMap((trait) => traits[trait]!.methods)
    .map((method) => fns[method]!).find((method) => method.generics.length > 0)
  if (generic === undefined) return
  check.report("E2024", at,
    `${needs.what} is called on a trait object, and uses the generic \`${generic.display}\``,
    "Call it through a type parameter with the trait as its bound.")
}

/**
 * Methods of impls may use no more than the signature that their callers see (LANGUAGE 6.2, D-113).
 */
export function implUsesRule(check: Check): void {
  const { items } = check
  for (const impl of items.impls) {
    if (impl.trait === null || (impl.kind !== "trait" && impl.kind !== "def")) continue
    const trait = items.traits[impl.trait.trait]!
    for (const id of impl.methods) {
      const method = items.fns[id]!
      const promised = trait.methods.find((one) => items.fns[one]!.name === method.name)
      if (promised !== undefined) judgeMethod(check, trait.name, method, items.fns[promised]!)
    }
  }
}

function judgeMethod(check: Check, trait: string, method: Fn, promised: Fn): void {
  const { report, items } = check
  if (promised.uses.broken) return
  if (method.uses.suspend && !promised.uses.suspend) {
    const drop = trait === "Drop"
    report(drop ? "E0980" : "E1200", method.at,
      `\`${method.display}\` declares \`Suspend\`, unlike \`${trait}.${promised.name}\``,
      drop ? "A value dies amid other code, which cannot wait: release it without waiting."
        : `Declare \`uses Suspend\` in \`${trait}\` too, or wait in the caller.`)
  }
  const more = method.uses.traits.filter((one) => !promised.uses.traits.includes(one))
  if (more.length === 0) return
  const names = more.map((one) => items.traits[one]!.name).join(", ")
  report("E1200", method.at,
    `\`${method.display}\` uses ${names}, unlike \`${trait}.${promised.name}\``,
    `Declare \`uses ${names}\` in \`${trait}\` too, or hold a provider in a field.`,
    { labels: declaredHere(items, method.module, promised.module, promised.at) })
}
