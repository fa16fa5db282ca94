// Loading: from a root to all modules of a program, their imports, cycles and order (3.1, 3.2,
// 19.2).
//
// The prelude comes first; then the root, or for `check` and `test` every file of the package; then
// what they import. A module's id is its place in that sequence. The order of initialisation is
// that of a walk along the imports.

import type { Report, SourceFile, Span } from "../source/diagnostic.ts"
import type { File } from "../syntax/item_ast.ts"
import { interner } from "../syntax/intern.ts"
import type { Interner } from "../syntax/intern.ts"
import { parseFile } from "../syntax/parse.ts"
import { pruneFile } from "./cfg.ts"
import type { Command } from "./context.ts"
import type { Module, ModuleId, Target } from "./items.ts"
import { doubtful } from "./ori_toml_names.ts"
import {
  FFI_MODULE, displayPath, filePath, findRoot, findUse, identity, isTestPath, moduleName,
  newPackages, packageFiles, preludeFiles,
} from "./package.ts"
import type { Disk, Location, Package, Packages, Root } from "./package.ts"
import { newScope } from "./scope.ts"

export type Input = {
  /** A file, or the folder of a package. */
  root: string
  /** Prefix of the standard library's paths, for example "std:". */
  std: string
  command: Command
  target: Target
  disk: Disk
  report: Report
}

/**
 * What a `use` leads to: a module, the prelude (for names of `std` that it holds), or nothing,
 * which was reported.
 */
type UseTarget = Bindable | { k: "missing" }

/** `near` is a module of `std` that may have been meant. */
export type Bindable =
  | { k: "module"; module: ModuleId } | { k: "prelude"; near: string | null }

export type Loaded = {
  modules: Module[]
  /** Where each module lies, by module. */
  at: Location[]
  /** By module, one entry a `use` of its file. */
  uses: UseTarget[][]
  order: ModuleId[]
  sources: SourceFile[]
  package: Package | null
  /** Modules on an import cycle: names they miss from each other are not reported again. */
  cyclic: Set<ModuleId>
}

type Loader = {
  input: Input
  packages: Packages
  modules: Module[]
  at: Location[]
  uses: UseTarget[][]
  byIdentity: Map<string, ModuleId>
  names: Interner
  sources: SourceFile[]
  base: number
}

/** Loads and parses everything that the root needs; what is missing is reported and left out. */
export function loadProgram(input: Input): Loaded {
  const packages = newPackages(input.disk, input.std)
  const loader: Loader = {
    input, packages, modules: [], at: [], uses: [], byIdentity: new Map(), names: interner(),
    sources: [], base: 0,
  }
  for (const path of preludeFiles(packages)) openModule(loader, { package: packages.std, path })
  const root = findRoot(packages, input.root)
  if (root === null) reportNoRoot(loader)
  else openRoot(loader, root)
  for (let id = 0; id < loader.modules.length; id++) openImports(loader, id)
  reportManifests(loader)
  const cyclic = reportCycles(loader)
  const { modules, at, uses, sources } = loader
  return {
    modules, at, uses, order: importOrder(loader), sources,
    package: root === null || root.package.kind === "script" ? null : root.package, cyclic,
  }
}

/** A place for what concerns a file that is not there. */
function noPlace(loader: Loader, path: string): Span {
  const { base } = addSource(loader, path, new Uint8Array(0))
  return { at: base, end: base }
}

function reportNoRoot(loader: Loader): void {
  const { root, report } = loader.input
  const file = root.endsWith(".ori")
  const other = !file && loader.packages.disk.load(root) !== null
  report("E1101", noPlace(loader, root),
    other ? `${root} is no source file` : `there is no ${file ? "file" : "package"} ${root}`,
    other ? "Sources end in `.ori`." : file ? "Check the path of the file."
      : "A package is a folder with an ori.toml in it.")
}

function openRoot(loader: Loader, root: Root): void {
  const { command, report } = loader.input
  const whole = command !== "build" && root.package.kind !== "script"
  if (root.file !== null) openModule(loader, root.file, true)
  if (root.file === null && !whole) {
    report("E1101", noPlace(loader, `${root.package.dir}ori.toml`),
      `package \`${root.package.name}\` has no src/main.ori or src/lib.ori`,
      "Name the root file to build, for example src/worker.ori.")
  }
  if (!whole) return
  for (const path of packageFiles(loader.packages, root.package)) {
    openModule(loader, { package: root.package, path })
  }
}

/** The module at a location, read and parsed at the first call; null if there is no such file. */
function openModule(loader: Loader, at: Location, isRoot = false): ModuleId | null {
  const path = identity(at)
  const known = loader.byIdentity.get(path)
  if (known !== undefined) return known
  const bytes = loader.packages.disk.load(filePath(at))
  if (bytes === null) return null
  const source = addSource(loader, displayPath(at), bytes)
  const { report, target } = loader.input
  const file = pruneFile(parseFile(source, report, loader.names), target, report)
  const module = newModule(loader, at, source, file, isRoot)
  loader.byIdentity.set(path, module.id)
  loader.modules.push(module)
  loader.at.push(at)
  return module.id
}

/**
 * Lays a file's positions behind those of the files before it; one position lies between, for the
 * end of the file.
 */
function addSource(loader: Loader, path: string, bytes: Uint8Array): SourceFile {
  const source = { path, base: loader.base, bytes }
  loader.base += bytes.length + 1
  loader.sources.push(source)
  return source
}

function newModule(
  loader: Loader, at: Location, source: SourceFile, file: File, isRoot: boolean,
): Module {
  return {
    id: loader.modules.length, path: identity(at), package: at.package.name, name: moduleName(at),
    file, source,
    isTest: isTestPath(filePath(at)), isRoot,
    isPrelude: at.package.kind === "std" && at.path.startsWith("prelude/"),
    scope: newScope(), imports: [],
  }
}

function openImports(loader: Loader, id: ModuleId): void {
  const module = loader.modules[id]!
  const targets = module.file.uses.map((use): UseTarget => {
    const found = findUse(loader.packages, loader.at[id]!, use)
    if (found.k === "prelude") return found
    const target = found.k === "file" ? openModule(loader, found.at) : null
    if (target !== null) return { k: "module", module: target }
    const { message, help } = found.k === "missing" ? found
      : { message: "no such module", help: "Check the path." }
    loader.input.report("E1101", use.path, message, help)
    return { k: "missing" }
  })
  loader.uses[id] = targets
  const imports = targets.flatMap((target) => target.k === "module" ? [target.module] : [])
  const failures = judgesErrors(module.file) ? openModule(loader, failureModule(loader)) : null
  if (failures !== null) imports.push(failures)
  module.imports = [...new Set(imports)]
}

/** Does a foreign function of the file say how it fails (18.3)? Its calls yield `FfiError`s. */
function judgesErrors(file: File): boolean {
  return file.items.some((item) => item.kind === "extern"
    && [item, ...item.items].some(({ attrs }) => attrs.some((attr) => attr.name.name === "error")))
}

function failureModule({ packages }: Loader): Location {
  return { package: packages.std, path: FFI_MODULE.slice(FFI_MODULE.indexOf(":") + 1) }
}

const NO_TOML = ["this line of ori.toml is not understood",
  'Manifests are TOML: `[table]`, and `key = "text"` or another value.'] as const

function reportManifests(loader: Loader): void {
  for (const { path, bytes, toml } of loader.packages.manifests) {
    const doubts = doubtful(toml, bytes)
    if (toml.broken.length + doubts.length === 0) continue
    const { base } = addSource(loader, path, bytes)
    for (const { at, end, why } of toml.broken) {
      const [message, help] = why ?? NO_TOML
      loader.input.report("E1001", { at: base + at, end: base + end }, message, help)
    }
    for (const { at, end, why } of doubts) {
      loader.input.report("W0012", { at: base + at, end: base + end }, ...why)
    }
  }
}

/**
 * Dependencies before dependents; among equals the order of loading and of the imports in the text.
 */
function importOrder(loader: Loader): ModuleId[] {
  const order: ModuleId[] = []
  const seen = new Set<ModuleId>()
  for (const { id } of loader.modules) {
    if (seen.has(id)) continue
    seen.add(id)
    const stack = [{ id, next: 0 }]
    while (stack.length > 0) {
      const top = stack.at(-1)!
      const inner = loader.modules[top.id]!.imports[top.next++]
      if (inner === undefined) order.push(stack.pop()!.id)
      else if (!seen.has(inner)) {
        seen.add(inner)
        stack.push({ id: inner, next: 0 })
      }
    }
  }
  return order
}

/** Reports rings until each import between modules that import each other is part of one. */
function reportCycles(loader: Loader): Set<ModuleId> {
  const cyclic = new Set<ModuleId>()
  const told = new Set<string>()
  for (const group of components(loader)) {
    const inside = new Set(group)
    for (const id of group.sort((a, b) => a - b)) {
      for (const next of loader.modules[id]!.imports) {
        if (!inside.has(next)) continue
        cyclic.add(id)
        if (!told.has(`${id} ${next}`)) reportRing(loader, findRing(loader, inside, id, next), told)
      }
    }
  }
  return cyclic
}

/** One E1100, with the ring's `use` lines as labels. */
function reportRing(loader: Loader, ring: ModuleId[], told: Set<string>): void {
  const steps = ring.map((id, index) => {
    const next = ring[(index + 1) % ring.length]!
    told.add(`${id} ${next}`)
    return importSpan(loader, id, next)
  })
  const names = [...ring, ring[0]!].map((id) => loader.modules[id]!.path)
  loader.input.report("E1100", steps[0]!, `modules import each other: ${names.join(" → ")}`,
    "Move what both need into a module of its own.",
    { labels: steps.slice(1).map((at) => ({ ...at, text: "and this import closes the ring" })) })
}

function importSpan(loader: Loader, from: ModuleId, to: ModuleId): { at: number; end: number } {
  const index =
    loader.uses[from]!.findIndex((target) => target.k === "module" && target.module === to)
  const { at, end } = loader.modules[from]!.file.uses[index]!.path
  return { at, end }
}

/** The shortest ring through this import, inside the group. */
function findRing(
  loader: Loader, inside: Set<ModuleId>, start: ModuleId, first: ModuleId,
): ModuleId[] {
  const before = new Map<ModuleId, ModuleId>([[first, start]])
  const queue = start === first ? [] : [first]
  for (const id of queue) {
    if (id === start) break
    for (const next of loader.modules[id]!.imports) {
      if (!inside.has(next) || before.has(next)) continue
      before.set(next, id)
      queue.push(next)
    }
  }
  const ring = [before.get(start)!]
  while (ring[0] !== start) ring.unshift(before.get(ring[0]!)!)
  return ring
}

/** Strongly connected components of the import graph (Tarjan). */
function components(loader: Loader): ModuleId[][] {
  const groups: ModuleId[][] = []
  const index = new Map<ModuleId, number>()
  const low = new Map<ModuleId, number>()
  const stack: ModuleId[] = []
  const open = new Set<ModuleId>()
  const visit = (id: ModuleId): void => {
    index.set(id, index.size)
    low.set(id, index.get(id)!)
    stack.push(id)
    open.add(id)
    for (const next of loader.modules[id]!.imports) {
      if (!index.has(next)) visit(next)
      if (open.has(next)) low.set(id, Math.min(low.get(id)!, low.get(next)!))
    }
    if (low.get(id) !== index.get(id)) return
    const group = stack.splice(stack.indexOf(id))
    for (const member of group) open.delete(member)
    groups.push(group)
  }
  for (const { id } of loader.modules) if (!index.has(id)) visit(id)
  return groups
}
