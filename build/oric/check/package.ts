// Packages on disk, and what an import path means: which file of which package (3.1, 3.2, D-114).
//
// A location is a package and a path inside it; its identity `package:path` names modules
// everywhere downstream, so that nothing depends on where a tree lies. Files are read through
// functions that are passed in.

import type { ExtensionUse, Use, UsePath } from "../syntax/item_ast.ts"
import type { Pos } from "../source/diagnostic.ts"
import { suggest } from "../source/suggest.ts"
import { moduleCalled, nearModule } from "./near_module.ts"
import { placeOf, readToml } from "./ori_toml.ts"
import type { Toml } from "./ori_toml.ts"

/**
 * Access to files. Paths are `/`-separated; `list` gives the bare names in a folder, null if it is
 * none.
 */
export type Disk = {
  load(path: string): Uint8Array | null
  list(path: string): string[] | null
}

export type Package = {
  name: string
  /** Folder with a trailing `/`, or "" or the prefix that is passed in for `std`. */
  dir: string
  kind: "package" | "std" | "script"
  /** Dependencies that lie in a folder beside this one, by name. */
  paths: Map<string, string>
  /** All dependencies by name, for messages. */
  dependencies: Map<string, string>
  /** Milliseconds that an attached test may take without a word (15). */
  slowTest: number
}

/** Where no manifest says so. */
export const SLOW_TEST = 100

/** `path` is relative to the package's folder. */
export type Location = { package: Package; path: string }

export type Packages = {
  disk: Disk
  std: Package
  byDir: Map<string, Package | null>
  /** What a path of a module means, by package and path: many imports name one. */
  found: Map<string, Target | null>
  /** Manifests read, for diagnostics about them. */
  manifests: { path: string; bytes: Uint8Array; toml: Toml }[]
}

export type Target =
  | { k: "file"; at: Location }
  /** A module of `std` that does not exist: its names may be names of the prelude (20). */
  | { k: "prelude"; near: string | null }
  | { k: "missing"; message: string; help: string }

/** Starts with nothing but the standard library, whose files are `std` + path. */
export function newPackages(disk: Disk, std: string): Packages {
  const library: Package =
    { name: "std", dir: std, kind: "std", paths: new Map(), dependencies: new Map(),
      slowTest: SLOW_TEST }
  return { disk: readOnce(disk), std: library, byDir: new Map(), found: new Map(), manifests: [] }
}

/** A file is asked for by whoever looks whether it is there, and by whoever reads it. */
function readOnce(disk: Disk): Disk {
  const known = new Map<string, Uint8Array | null>()
  return {
    load(path) {
      const before = known.get(path)
      if (before !== undefined) return before
      const bytes = disk.load(path)
      known.set(path, bytes)
      return bytes
    },
    list: disk.list,
  }
}

/** What is compiled: a package with or without a root file, or a script. */
export type Root = { package: Package; file: Location | null; explicit: boolean }

/**
 * Finds the package around a file or folder; a file that is in no package's `src/` is a script
 * (3.1).
 */
export function findRoot(packages: Packages, path: string): Root | null {
  const clean = normalize(path)
  if (!clean.endsWith(".ori")) return findFolder(packages, clean)
  if (packages.disk.load(clean) === null) return null
  for (let dir = parent(clean); ; dir = parent(dir.slice(0, -1))) {
    const found = openPackage(packages, dir)
    const inside = clean.slice(dir.length)
    if (found !== null && inside.startsWith("src/")) {
      return { package: found, file: { package: found, path: inside }, explicit: true }
    }
    if (found !== null || dir === "" || dir === "/") break
  }
  const script: Package = {
    name: "script", dir: parent(clean), kind: "script", paths: new Map(), dependencies: new Map(),
    slowTest: SLOW_TEST,
  }
  return { package: script, file: { package: script, path: clean.slice(script.dir.length) },
    explicit: true }
}

function findFolder(packages: Packages, path: string): Root | null {
  const found =
    openPackage(packages, path === "" || path === "." ? "" : `${path.replace(/\/$/, "")}/`)
  if (found === null) return null
  if (found.name === "std") return { package: packages.std, file: null, explicit: false }
  for (const name of ["src/main.ori", "src/lib.ori"]) {
    const file = { package: found, path: name }
    if (packages.disk.load(filePath(file)) !== null)
      return { package: found, file, explicit: false }
  }
  return { package: found, file: null, explicit: false }
}

/** The package whose `ori.toml` is in a folder; null if there is none. */
function openPackage(packages: Packages, dir: string): Package | null {
  const known = packages.byDir.get(dir)
  if (known !== undefined) return known
  const bytes = packages.disk.load(`${dir}ori.toml`)
  const opened = bytes === null ? null : readPackage(packages, dir, bytes)
  packages.byDir.set(dir, opened)
  return opened
}

function readPackage(packages: Packages, dir: string, bytes: Uint8Array): Package {
  const toml = readToml(bytes)
  packages.manifests.push({ path: `${dir}ori.toml`, bytes, toml })
  const table = toml.tables.has("project") ? "project" : "package"
  const name = toml.tables.get(table)?.get("name") ?? dir.split("/").at(-2) ?? "package"
  const isNamesake = name === "std" && !isLibrary(packages, bytes)
  if (isNamesake) {
    toml.broken.push({ ...lineOf(bytes, table, "name"), why: ["a package cannot be called `std`",
      "That is the standard library; give this one a name of its own."] })
  }
  return {
    name: isNamesake ? "package" : name, dir, kind: "package",
    paths: toml.tables.get("paths") ?? new Map(),
    dependencies: toml.tables.get("dependencies") ?? new Map(),
    slowTest: slowTestOf(toml, bytes),
  }
}

/** Whether it is the manifest of the standard library itself. */
function isLibrary({ disk, std }: Packages, manifest: Uint8Array): boolean {
  return String(disk.load(`${std.dir}ori.toml`)) === String(manifest)
}

/** Where a manifest says this, to the end of the line. */
function lineOf(manifest: Uint8Array, table: string, key: string): { at: Pos; end: Pos } {
  const { at } = placeOf(manifest, table, key)
  const end = manifest.indexOf(NEWLINE, at)
  return { at, end: end < 0 ? manifest.length : end }
}

const NEWLINE = 10

export const SLOW_KEY = "slow_test_threshold"

/** A number of milliseconds, or a text with a unit: `250`, `"250ms"`, `"2s"`. */
function slowTestOf(toml: Toml, bytes: Uint8Array): number {
  const written = toml.tables.get("testing")?.get(SLOW_KEY)
  if (written === undefined) return SLOW_TEST
  const [, digits, unit] = /^(\d{1,9})(ms|s)?$/.exec(written) ?? []
  if (digits !== undefined) return Number(digits) * (unit === "s" ? 1000 : 1)
  toml.broken.push({ ...lineOf(bytes, "testing", SLOW_KEY),
    why: ["this is no number of milliseconds",
      `Write \`${SLOW_KEY} = 250\`, \`"250ms"\` or \`"2s"\`.`] })
  return SLOW_TEST
}

/** All source files below `src/`, sorted, relative to the package; `std` has no such folder. */
export function packageFiles(packages: Packages, source: Package): string[] {
  const found: string[] = []
  const walk = (folder: string): void => {
    for (const name of [...packages.disk.list(source.dir + folder) ?? []].sort()) {
      const path = folder === "" ? name : `${folder}/${name}`
      if (name.endsWith(".ori")) found.push(path)
      else if (!name.includes(".")) walk(path)
    }
  }
  walk(source.kind === "std" ? "" : "src")
  return found.sort()
}

/** The files of the prelude, sorted. */
export function preludeFiles(packages: Packages): string[] {
  const names = packages.disk.list(`${packages.std.dir}prelude`) ?? []
  return names.filter((name) => name.endsWith(".ori")).sort().map((name) => `prelude/${name}`)
}

/** What the path of a `use` or `extension` in the file `from` means. */
export function findUse(packages: Packages, from: Location, use: Use | ExtensionUse): Target {
  const { text, names } = use.path
  if (text !== null) {
    return text.startsWith("./") || text.startsWith("../")
      ? findRelative(packages, from, text)
      : findPackage(packages, from, text, [])
  }
  const segments = names.map((name) => name.name)
  const rest = segments.slice(1)
  return segments[0] === "std"
    ? findStd(packages, rest, use.kind === "use" && use.items !== null)
    : findPackage(packages, from, segments[0] ?? "", rest)
}

function findRelative(packages: Packages, from: Location, text: string): Target {
  const path = normalize(parent(from.path) + text)
  const place = from.package
  if (place.kind === "package" && !path.startsWith("src/")) {
    return missing(`"${text}" leaves the package \`${place.name}\``,
      "Import files below `src/`; name a package to import from another one.")
  }
  const found = findModule(packages, place, path)
  if (found !== null) return found
  if (text.endsWith(".ori")) {
    return missing(`no module "${text}"`, "Leave out `.ori`: the path names a module, not a file.")
  }
  const [up] = /^(\.\.?\/)+/.exec(text)!
  const start = normalize(parent(from.path) + up)
  const near = nearIn(packages, place, start, text.slice(up.length).split("/"))
  return missing(`no module "${text}"`, near === null
    ? `Neither ${path}.ori nor ${path}/mod.ori exists.`
    : `Did you mean "${up}${near.join("/")}"?`)
}

/** The names of the nearest module below a folder of a package. */
function nearIn(
  { disk }: Packages, place: Package, folder: string, names: readonly string[],
): string[] | null {
  return nearModule((path) => disk.list(normalize(place.dir + path) || "."), folder, names)
}

/** `path.ori` or `path/mod.ori`; both at once is an error; null if there is none. */
function findModule(packages: Packages, place: Package, path: string): Target | null {
  const key = identity({ package: place, path })
  const known = packages.found.get(key)
  if (known !== undefined) return known
  const target = lookForModule(packages, place, path)
  packages.found.set(key, target)
  return target
}

function lookForModule(packages: Packages, place: Package, path: string): Target | null {
  const file: Location = { package: place, path: `${path}.ori` }
  const folder: Location = { package: place, path: `${path}/mod.ori` }
  const isFile = packages.disk.load(filePath(file)) !== null
  const isFolder = packages.disk.load(filePath(folder)) !== null
  if (isFile && isFolder) {
    return missing(`both ${file.path} and ${folder.path} exist`, "Keep one of the two files.")
  }
  if (isFile) return { k: "file", at: file }
  return isFolder ? { k: "file", at: folder } : null
}

function findStd(packages: Packages, names: string[], hasItems: boolean): Target {
  const found = findModule(packages, packages.std, names.join("/"))
  if (found !== null) return found
  const { std, disk } = packages
  const path = nearIn(packages, std, "", names)
    ?? moduleCalled((folder) => disk.list(normalize(std.dir + folder) || "."), "", names.at(-1)!)
  const near = path === null ? null : ["std", ...path].join(".")
  if (hasItems) return { k: "prelude", near }
  const item = itemOf(packages, packages.std, "", names)
  if (item !== null) return missing(`there is no module \`std.${names.join(".")}\``, item("std."))
  return missing(`there is no module \`${["std", ...names].join(".")}\``, near === null
    ? "Names of the prelude need no import; the standard library has no module of this name."
    : `Did you mean \`${near}\`?`)
}

/** What to write where a path names an item behind its module; null where it does not. */
function itemOf(
  packages: Packages, place: Package, folder: string, names: string[],
): ((prefix: string) => string) | null {
  const path = names.slice(0, -1)
  const found = path.length > 0 && findModule(packages, place, folder + path.join("/")) !== null
  return found ? (prefix) => `Write \`use ${prefix}${path.join(".")} { ${names.at(-1)} };\`.` : null
}

function findPackage(packages: Packages, from: Location, name: string, inner: string[]): Target {
  const found = name === from.package.name && from.package.kind === "package"
    ? from.package
    : openDependency(packages, from.package, name)
  if (found === null) return noPackage(from.package, name)
  if (isNamesake(packages, found)) {
    return missing(`two packages are called \`${found.name}\``,
      "Rename one: a name stands for one package in a program.")
  }
  const library = inner.length === 0
    ? findModule(packages, found, "src/lib")
    : findModule(packages, found, `src/${inner.join("/")}`)
  if (library !== null) return library
  const item = itemOf(packages, found, "src/", inner)
  if (item !== null) return missing(`package \`${name}\` has no such module`, item(`${name}.`))
  const near = nearIn(packages, found, "src", inner)
  return missing(`package \`${name}\` has no ${inner.length === 0 ? "library" : "such module"}`,
    near === null ? `There is no src/${inner.length === 0 ? "lib" : inner.join("/")}.ori in it.`
      : `Did you mean \`${[name, ...near].join(".")}\`?`)
}

function openDependency(packages: Packages, from: Package, name: string): Package | null {
  const path = from.paths.get(name)
  return path === undefined ? null : openPackage(packages, `${normalize(from.dir + path)}/`)
}

function isNamesake(packages: Packages, one: Package): boolean {
  return [...packages.byDir.values()]
    .some((other) => other !== null && other !== one && other.name === one.name)
}

function noPackage(from: Package, name: string): Target {
  const near = suggest(name, ["std", ...from.paths.keys()])
  if (near !== null) return missing(`no package \`${name}\``, `Did you mean \`${near}\`?`)
  if (from.kind === "script") {
    return missing(`no package \`${name}\``,
      `A file outside a package imports with "./" or from \`std\`.`)
  }
  if (from.paths.has(name)) {
    return missing(`no package \`${name}\``,
      `The folder "${from.paths.get(name)}" has no ori.toml.`)
  }
  return missing(`no package \`${name}\``, from.dependencies.has(name)
    ? `Give its folder in \`[paths]\` of ori.toml: ${name} = "…".`
    : 'A module of this package is imported with a path such as "./name".')
}

function missing(message: string, help: string): Target {
  return { k: "missing", message, help }
}

/** Identity of a module: `package:path`. */
export function identity(at: Location): string {
  return `${at.package.name}:${at.path}`
}

/** Where the file is on disk. */
export function filePath(at: Location): string {
  return normalize(at.package.dir + at.path)
}

/** Identity of the module that `#error` needs (18.3). */
export const FFI_MODULE = "std:ffi/mod.ori"

/** What diagnostics call the file: its identity, or the path that was given for a script. */
export function displayPath(at: Location): string {
  return at.package.kind === "script" ? filePath(at) : identity(at)
}

/** Dotted name below `src/` (3.1): "" for `lib.ori`, that of the folder for `mod.ori`. */
export function moduleName(at: Location): string {
  const inner = at.path.replace(/^src\//, "").replace(/\.ori$/, "").replace(/(^|\/)mod$/, "")
  return inner === "lib" ? "" : inner.replaceAll("/", ".")
}

/** Test files are `*.test.ori` in a folder `_test` (15). */
export function isTestPath(path: string): boolean {
  return /(^|\/)_test\/[^/]+\.test\.ori$/.test(path)
}

/** The last segment of an import path: the name of the module where none is given. */
export function lastSegment(path: UsePath): string {
  return path.text !== null ? path.text.split("/").at(-1)! : path.names.at(-1)!.name
}

/** A part of a path that is empty, `.` or `..`. */
const CROOKED = /(?:^|\/)\.{0,2}(?:\/|$)/

/** Resolves `.` and `..`; a path that leaves its start keeps the leading `..`. */
export function normalize(path: string): string {
  const prefix = /^([A-Za-z]\w*:|\/)?/.exec(path)![0]
  if (!CROOKED.test(path.slice(prefix.length))) return path
  const parts: string[] = []
  for (const part of path.slice(prefix.length).split("/")) {
    if (part === "" || part === ".") continue
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop()
    else parts.push(part)
  }
  return prefix + parts.join("/")
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1)
}

