// `declare`: from a root to `Items`, all that a program declares, with signatures resolved and
// nothing said of bodies.
//
// The phases below are ordered by what they ask for; each works on all modules before the next
// begins. Expected order of reading: `module` (loading), `declare_collect`, `declare_imports`,
// `declare_types`, `declare_impls`, `declare_fns`, `derive`, `coherence`.

import type { SourceFile } from "../source/diagnostic.ts"
import { checkImpls } from "./coherence.ts"
import { newResolvedNames } from "./context.ts"
import type { Check } from "./context.ts"
import { checkItemAttrs } from "./declare_attrs.ts"
import { declareCapsets } from "./declare_capsets.ts"
import { collectTypes, collectValues } from "./declare_collect.ts"
import { declareConsts } from "./declare_consts.ts"
import { bindPreludeDefaults, noteExtensions } from "./declare_defaults.ts"
import type { Draft } from "./declare_draft.ts"
import { declareEntry } from "./declare_entry.ts"
import { declareFns } from "./declare_fns.ts"
import { declareImpls } from "./declare_impls.ts"
import { bindImports } from "./declare_imports.ts"
import { judgeDeferred } from "./declare_needs.ts"
import { checkGrowing } from "./declare_growing.ts"
import { checkInfinite, declareTypes } from "./declare_types.ts"
import { derive, judgeDerives } from "./derive.ts"
import type { Items } from "./items.ts"
import { loadProgram } from "./module.ts"
import type { Input, Loaded } from "./module.ts"
import { filePath } from "./package.ts"
import { bindTargetConsts, emptyKnown, findKnown, hideVariants } from "./prelude.ts"
import { newScope } from "./scope.ts"
import { newTypeTable } from "./types.ts"

export type { Input } from "./module.ts"

/** `sources` are all files read, in the order of their positions. */
export type Declared = { check: Check; sources: SourceFile[] }

/** Loads a program and declares everything in it. */
export function declare(input: Input): Declared {
  const loaded = loadProgram(input)
  const draft = newDraft(input, loaded)
  for (const module of draft.items.modules) if (module.isPrelude) module.scope = draft.check.prelude
  collectTypes(draft)
  collectValues(draft)
  findKnown(draft)
  hideVariants(draft)
  bindTargetConsts(draft)
  noteExtensions(draft)
  bindImports(draft)
  bindPreludeDefaults(draft)
  declareCapsets(draft)
  declareTypes(draft)
  declareImpls(draft)
  declareFns(draft)
  declareConsts(draft)
  declareEntry(draft)
  checkItemAttrs(draft)
  checkInfinite(draft)
  checkGrowing(draft)
  derive(draft)
  judge(draft)
  return { check: draft.check, sources: loaded.sources }
}

/** What needs the solver, and so all impls: derives, coherence, bounds of type arguments. */
function judge(draft: Draft): void {
  checkImpls(draft)
  judgeDeferred(draft)
  judgeDerives(draft)
}

function newDraft(input: Input, loaded: Loaded): Draft {
  const items: Items = {
    types: newTypeTable(), modules: loaded.modules, order: loaded.order, typeItems: [], traits: [],
    impls: [], fns: [],
    consts: [], generics: [], tests: [], main: null, panic: null, exports: [], known: emptyKnown(),
    target: input.target, implsByTrait: new Map(), inherentByHead: new Map(),
  }
  const check: Check = {
    items, report: input.report, command: input.command, prelude: newScope(), broken: new Map(),
    resolvedNames: newResolvedNames(), package: loaded.package,
    lazyDefaults: new Map(), deferred: [], lacking: new Set(), lost: new Set(),
    readFile(module, path) {
      return input.disk.load(check.pathOf(module, path))
    },
    pathOf: (module, path) => filePath({ package: loaded.at[module]!.package, path }),
  }
  return {
    check, items, loaded, passedDefaults: new Map(), passedExtensions: new Map(),
    extensions: new Map(),
    ownDefaults: new Map(), capsets: [], derives: [], builtins: new Set(RESERVED_CALLS),
  }
}

/** Built-in calls that are no functions of the prelude (20.3). */
const RESERVED_CALLS = ["int", "float", "str", "byte", "embed", "has_embed", "compile_error"]
