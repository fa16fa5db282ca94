// Constants: their annotated types; the others are inferred from their values (16.1).

import type { Draft } from "./declare_draft.ts"
import { moduleScope, resolveType } from "./resolve.ts"

/** Resolves the annotations of all constants. */
export function declareConsts(draft: Draft): void {
  for (const item of draft.items.consts) {
    if (item.node === null || item.node.type === null) continue
    item.type =
      resolveType(draft.check, moduleScope(draft.items.modules[item.module]!), item.node.type)
  }
}
