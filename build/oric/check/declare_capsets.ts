// Capability sets: expanded and deduplicated before anything asks for them (14.6).

import type { Capset as CapsetNode } from "../syntax/item_ast.ts"
import type { Name } from "../syntax/node.ts"
import { bindOwn } from "./declare_draft.ts"
import type { CapsetDraft, Draft } from "./declare_draft.ts"
import { VALUES } from "./elsewhere.ts"
import type { Capset, Module } from "./items.ts"
import { addTrait, didYouMean, mergeCaps, NO_CAPS, refuseParameters } from "./resolve.ts"
import { lookupCapset, lookupType, markBroken, suggestType } from "./scope.ts"
import type { TraitId } from "./types.ts"

/** Binds a set's name; its members follow once imports are known. */
export function collectCapset(draft: Draft, module: Module, node: CapsetNode): void {
  const capset: Capset = { members: { ...NO_CAPS } }
  draft.capsets.push({ capset, node, module, state: "new" })
  bindOwn(draft, module.scope.capsets, node.name, capset, node.pub)
}

/** Expands all sets. */
export function declareCapsets(draft: Draft): void {
  for (const one of draft.capsets) {
    checkClash(draft, one)
    expand(draft, one)
  }
}

function checkClash(draft: Draft, { node, module }: CapsetDraft): void {
  const { check } = draft
  const found = lookupType(check, module, node.name.name)
  if (found === null || found === "broken") return
  check.report("E1222", node.name, `\`${node.name.name}\` is also the name of a ${found.k}`,
    "Rename the set.")
  markBroken(check, module.id, node.name.name)
}

function expand(draft: Draft, one: CapsetDraft): void {
  if (one.state !== "new") return
  one.state = "open"
  const traits = new Set<TraitId>()
  for (const name of one.node.members) addMember(draft, one, name, traits)
  one.capset.members.traits = [...traits].sort((a, b) => a - b)
  one.state = "done"
}

function addMember(draft: Draft, one: CapsetDraft, name: Name, traits: Set<TraitId>): void {
  const { check } = draft
  const { members } = one.capset
  if (name.name === "FFI") {
    members.ffi = true
    return
  }
  const inner = lookupCapset(check, one.module, name.name)
  if (inner === "broken") return
  if (inner !== null) return addSet(draft, one, name, inner, traits)
  const found = lookupType(check, one.module, name.name)
  if (found === "broken") return
  if (found === null || found.k !== "trait") {
    const near = suggestType(check, one.module, name.name)
    check.report("E1223", name, `\`${name.name}\` is no capability`,
      VALUES.get(name.name) ?? didYouMean(near, "Members are traits and other capability sets."))
    return
  }
  if (one.node.pub && !draft.items.traits[found.trait]!.pub) reportPrivate(draft, name)
  if (refuseParameters(check, found.trait, name)) return void (members.broken = true)
  addTrait(check, found.trait, members, traits)
}

function addSet(
  draft: Draft, one: CapsetDraft, name: Name, inner: Capset, traits: Set<TraitId>,
): void {
  const other = draft.capsets.find(({ capset }) => capset === inner)
  if (other !== undefined && other.state === "open") {
    draft.check.report("E1220", name,
      `the set \`${one.node.name.name}\` contains itself through \`${name.name}\``,
      "Remove one of the members that close the ring.")
    return
  }
  if (other !== undefined) expand(draft, other)
  if (one.node.pub && other !== undefined && !other.node.pub) reportPrivate(draft, name)
  mergeCaps(one.capset.members, traits, inner.members)
}

function reportPrivate(draft: Draft, name: Name): void {
  draft.check.report("E1223", name, `\`${name.name}\` is private, but the set is \`pub\``,
    "Make the member `pub` too.")
}
