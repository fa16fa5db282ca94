// Object safety (5.5), judged on the tree: it must be known before any type is resolved.

import type { Type } from "../syntax/ast.ts"
import type { Func, TraitDef } from "../syntax/item_ast.ts"

/** Whether a trait may be used as a type: only its own methods count (D-18). */
export function isObjectSafe(node: TraitDef): boolean {
  return node.methods.every(isSafeMethod)
}

function isSafeMethod(method: Func): boolean {
  if (method.generics.length > 0) return false
  const types = method.params.map((param) => param.type)
  return ![...types, method.result].some((type) => type !== null && mentionsSelf(type))
}

function mentionsSelf(type: Type): boolean {
  switch (type.kind) {
    case "selfType": case "implType": return true
    case "typeRef": return type.path[0]!.name === "Self" || type.args.some(mentionsSelf)
    case "listType": return mentionsSelf(type.of)
    case "mapType": return mentionsSelf(type.key) || mentionsSelf(type.value)
    case "tupleType": return type.items.some(mentionsSelf)
    case "fnType": return type.params.some(mentionsSelf) || mentionsSelf(type.result)
    default: return false
  }
}
