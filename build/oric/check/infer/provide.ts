// `with Cap = provider in body`, and handlers: providers whose operations are lambdas over one
// state (LANGUAGE 14.3, 14.4).

import { counted } from "../../source/counted.ts"
import { suggest } from "../../source/suggest.ts"
import type { Expr, Handler, WithIn } from "../../syntax/ast.ts"
import type { Name } from "../../syntax/node.ts"
import type { Fn, Trait } from "../items.ts"
import { resolveTrait } from "../resolve.ts"
import { VOID } from "../types.ts"
import type { TraitId, TypeId } from "../types.ts"
import { isLambda } from "./args.ts"
import { check } from "./coerce.ts"
import { fail, fnOf, tupleOf } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { recoding, tailOf } from "./lambda.ts"
import { expand, require } from "./obligation.ts"
import { reasonOf } from "./reason.ts"
import { setType } from "./record.ts"

/** The type of the body, with each provider checked against its capability. */
export function inferWith(cx: Cx, node: WithIn, expected: TypeId | null): TypeId {
  for (const { cap, provider } of node.bindings) {
    if (cap.library !== null || cap.path[0]!.name === "FFI") {
      fail(cx, "E0900", cap, "replacing foreign functions is not supported yet",
        "Put the calls behind a capability of your own.")
      continue
    }
    const trait = resolveTrait(cx.check, cx.scope, cap.path, "E2012")
    if (trait === null) cx.failed = true
    if (provider.kind === "handler") inferHandler(cx, provider, trait)
    else inferProvider(cx, provider, trait)
  }
  if (expected === null) return cx.infer(cx, node.body, null)
  return check(cx, node.body, expected, reasonOf(cx, node))
}

function inferProvider(cx: Cx, node: Expr, trait: TraitId | null): void {
  const type = cx.infer(cx, node, null)
  if (trait === null || cx.items.traits[trait]!.marker) return
  require(cx, { trait, args: [] }, type, node,
    { code: "E1202", by: "the capability that it provides" })
}

function inferHandler(cx: Cx, node: Handler, trait: TraitId | null): void {
  const state = node.state === null ? VOID : cx.infer(cx, node.state, null)
  setType(cx, node.id, state)
  if (trait === null) {
    for (const op of node.ops) if (!isLambda(op.value)) cx.infer(cx, op.value, null)
    return
  }
  const item = cx.items.traits[trait]!
  const given = new Set<string>()
  for (const op of node.ops) {
    const id = item.methods.find((method) => cx.items.fns[method]!.name === op.name.name)
    if (given.has(op.name.name)) fail(cx, "E2006", op.name, `\`${op.name.name}\` is given twice`,
      "Leave one of them away.")
    given.add(op.name.name)
    // A misspelt operation is not lacking as well.
    if (id === undefined) given.add(unknownOperation(cx, item, op.name) ?? op.name.name)
    else inferOperation(cx, op, cx.items.fns[id]!, state)
  }
  const missing = item.methods.map((method) => cx.items.fns[method]!)
    .filter((method) => method.kind === "required" && !given.has(method.name))
  if (missing.length === 0) return
  const names = missing.map((method) => `\`${method.name}\``).join(", ")
  fail(cx, "E1204", node, `the handler of \`${item.name}\` lacks ${names}`,
    "Give every operation without a default.")
}

/** Reports E1207; the operation that is meant, if one is near. */
function unknownOperation(cx: Cx, trait: Trait, name: Name): string | null {
  const names = trait.methods.map((method) => cx.items.fns[method]!.name)
  const near = suggest(name.name, names)
  fail(cx, "E1207", name, `\`${trait.name}\` has no operation \`${name.name}\``,
    near !== null
      ? `Did you mean \`${near}\`?`
        : `Its operations: ${names.map((one) => `\`${one}\``).join(", ")}.`)
  return near
}

/**
 * `op: f` takes the state and the method's parameters, and returns the new state and the result.
 */
function inferOperation(
  cx: Cx, op: { name: Name; value: Expr }, method: Fn, state: TypeId,
): void {
  const params = method.params.map((param) => expand(cx, param.type, op.name))
  const result = tupleOf(cx, [state, expand(cx, method.result, op.name)])
  const wanted = fnOf(cx, [state, ...params], result)
  const { value } = op
  if (value.kind !== "lambda") {
    check(cx, value, wanted, `as \`${op.name.name}\``, "E1205")
    return
  }
  if (value.params.length !== params.length + 1) {
    const names = ["state", ...method.params.map((param) => param.name ?? "_")].join(", ")
    fail(cx, "E1205", value,
      `\`${op.name.name}\` takes ${counted(params.length + 1, "value")}, the lambda ` +
      `${value.params.length}`,
      `Write \`(${names}) -> (state, result)\`.`)
    return
  }
  const end = tailOf(value.body)
  const parts = end.kind === "tuple" ? end.items : []
  recoding(cx, (code, at) => {
    if (code !== "E2001") return code
    if (parts[0] !== undefined && at.at === parts[0].at && at.end === parts[0].end) return "E1206"
    const whole = [end, value, parts[1]].some((part) => part?.at === at.at && part.end === at.end)
    return whole ? "E1205" : code
  }, () => check(cx, value, wanted, `as \`${op.name.name}\``, "E1205"))
}
