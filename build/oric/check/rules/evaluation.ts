// What a run of the compile-time evaluator carries along. See `evaluate.ts`.

import type { Code } from "../../source/codes.ts"
import type { Span } from "../../source/diagnostic.ts"
import type { Expr } from "../../syntax/ast.ts"
import type { Check } from "../context.ts"
import type { ConstId, Module, ModuleId } from "../items.ts"
import type { LocalId, Typed, Value } from "../typed.ts"

/** A run of the evaluator. */
export type Evaluation = {
  check: Check
  /** The side tables by module; null before inference. */
  tables: Map<ModuleId, Typed> | null
  /** Values of constants; null: none at compile time, or still being evaluated. */
  values: Map<ConstId, Value | null>
  steps: number
  depth: number
  /** What made the evaluation fail for good; the first stays. */
  failure: Failure | null
  evaluate: (place: Where, node: Expr) => Value | null
}
export type Failure = { code: Code; at: Span; message: string; help: string }

/** Whose code is evaluated, and the locals that patterns have bound there. */
export type Where = { module: Module; typed: Typed | null; locals: Map<LocalId, Value> }
