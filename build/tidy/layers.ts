// Who may import whom: the architecture as data. What is not allowed here fails the build.
//
// A rule names a folder (the longest match wins) and the folders that its files may import, besides
// files of their own folder. Reading the list top-down is reading the architecture.

export type Layer = { from: string; may: string[] }

export const LAYERS: readonly Layer[] = [
  // the compiler: the front end never sees C, the back end never sees a tree
  { from: "build/oric/source", may: [] },
  { from: "build/oric/syntax", may: ["build/oric/source"] },
  { from: "build/oric/format", may: ["build/oric/syntax", "build/oric/source"] },
  { from: "build/oric/check", may: ["build/oric/syntax", "build/oric/source"] },
  { from: "build/oric/ir", may: ["build/oric/source"] },
  { from: "build/oric/simplify", may: ["build/oric/ir"] },
  { from: "build/oric/arc", may: ["build/oric/ir", "build/oric/source"] },
  { from: "build/oric/emit", may: ["build/oric/ir", "build/oric/source"] },
  {
    from: "build/oric/lower",
    may: ["build/oric/check", "build/oric/ir", "build/oric/syntax", "build/oric/source"],
  },
  { from: "build/oric", may: ["build/oric"] },
  // building: links what the compiler made
  { from: "build/link", may: ["build/oric"] },
  { from: "build/runtime", may: [] },
  { from: "build/std", may: [] },
  { from: "build/tidy", may: [] },
  { from: "build", may: ["build/oric", "build/link"] },
  // the operator's tools speak to compiled Ori in its wire format
  { from: "build/ops", may: ["build", "host/wire.ts"] },
  // the Worker's shell: knows the ABI, no rule of the registry
  // (the standard library's JavaScript comes with the standard library)
  { from: "host", may: ["out", "build/std"] },
  { from: "test/api", may: ["host", "out", "test/harness", "ori/src/capability", "build/std"] },
  { from: "test", may: ["build", "host", "test/harness", "out"] },
  // the registry
  {
    from: "ori/src/fsck",
    may: ["ori/src/registry", "ori/src/account", "ori/src/package", "ori/src/capability"],
  },
  { from: "ori/src/lib", may: [] },
  { from: "ori/src/package", may: [] },
  { from: "ori/src/account", may: ["ori/src/package"] },
  { from: "ori/src/capability", may: ["container/capability"] },
  { from: "ori/src/registry", may: ["ori/src/account", "ori/src/package", "ori/src/capability"] },
  {
    from: "ori/src/intake",
    may: ["ori/src/registry", "ori/src/account", "ori/src/package", "ori/src/capability"],
  },
  {
    from: "ori/src/api",
    may: ["ori/src/registry", "ori/src/account", "ori/src/package", "ori/src/capability"],
  },
  { from: "ori/src", may: ["ori/src"] },
]

/** Folders whose files may read the disk, start processes, or import `node:` modules. */
/** `node:` modules that workerd brings itself, synchronous where Web Crypto is not. */
export const WORKERD_MODULES = ["node:crypto", "node:buffer", "node:zlib"]

export const MAY_USE_NODE = ["build/oric/main.ts", "build/link", "build/tidy", "build", "test"]
