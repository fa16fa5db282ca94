// `#error(P)` on foreign functions of C (18.3): what of a result is a failure, and the type that
// calls of them have.
//
// The error's type is `std.ffi`'s, which loading adds to every program that needs it.

import type { Span } from "../source/diagnostic.ts"
import type { Expr } from "../syntax/ast.ts"
import type { Attr } from "../syntax/item_ast.ts"
import type { Draft } from "./declare_draft.ts"
import type { ErrorPolicy, Fn } from "./items.ts"
import { FFI_MODULE } from "./package.ts"
import { showType } from "./show.ts"
import { ERROR, intern } from "./types.ts"
import type { TypeId } from "./types.ts"

const POLICIES = "`errno`, `negative`, `nonzero`, `null`, `success: N` or `none`"

/** The result that callers see, where `#error` stands on the item or else on its block. */
export function errorResult(draft: Draft, fn: Fn, declared: TypeId): TypeId {
  const { node, language, block } = fn.extern!
  const attr = [...block.attrs, ...node.attrs].filter((one) => one.name.name === "error").at(-1)
  if (attr === undefined) return declared
  const policy = policyOf(draft, attr)
  if (policy === null) return declared
  if (language === "js") {
    draft.check.report("E2001", attr, "`#error` is about results of C functions",
      "A JavaScript function that is declared to return `Result<T, str>` gives a throw as `Err`.")
    return declared
  }
  if (!fits(draft, policy, declared)) {
    misfit(draft, node.result, policy, declared)
    return declared
  }
  fn.extern!.error = policy
  const { types, known, modules } = draft.items
  const entry = modules.find((one) => one.path === FFI_MODULE)?.scope.types.get("FfiError")?.entry
  if (entry?.k !== "type") return ERROR
  const error = intern(types, { k: "named", item: entry.item, args: [] })
  return intern(types, { k: "named", item: known.result, args: [declared, error] })
}

/** The policy that an attribute names; null for none, or after a report. */
function policyOf(draft: Draft, attr: Attr): ErrorPolicy | null {
  const [arg] = attr.args
  const { label, value } = arg ?? { label: null, value: null }
  if (attr.args.length === 1 && value !== null) {
    const success = label?.name === "success" ? integer(value) : null
    if (success !== null) return { k: "success", value: success }
    if (label === null && value.kind === "name") {
      switch (value.name) {
        case "none": return null
        case "errno": case "negative": case "nonzero": case "null": return { k: value.name }
      }
    }
  }
  draft.check.report("E1016", attr, "`#error` does not say what a failure is",
    `Write one of ${POLICIES} in its parentheses.`)
  return null
}

function integer(node: Expr): bigint | null {
  if (node.kind === "unary" && node.op === "-") {
    const inner = integer(node.operand)
    return inner === null ? null : -inner
  }
  return node.kind === "int" ? node.value : null
}

function fits(draft: Draft, policy: ErrorPolicy, declared: TypeId): boolean {
  if (declared === ERROR) return true
  const { types, known, typeItems } = draft.items
  const node = types.nodes[declared]!
  if (node.k !== "named") return false
  if (policy.k !== "null") return node.item === known.int
  const pointer = node.item === known.option ? types.nodes[node.args[0]!]! : node
  return pointer.k === "named" && typeItems[pointer.item]!.name === "CPtr"
}

function misfit(draft: Draft, at: Span, policy: ErrorPolicy, declared: TypeId): void {
  const wanted = policy.k === "null" ? "a pointer" : "an integer"
  draft.check.report("E2001", at,
    `\`#error(${policy.k})\` judges ${wanted}, not \`${showType(draft.items, declared)}\``,
    policy.k === "null" ? "Declare the result as `CPtr`, or take another policy."
      : "Declare the result as `int` or `c_int`, or write `#error(none)` on this function.")
}
