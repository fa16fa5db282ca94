// Clang and lld as WebAssembly, from npm: the same version and bytes wherever the lock file is
// installed. Its file system is an object; paths inside it are fixed, so that none of this machine
// reaches a module.

import { readFileSync, readdirSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { basename, dirname, join } from "node:path"
import type { Command, Tree } from "@yowasp/clang"
import type { Compiler, Done } from "./compiler.ts"

export async function yowasp(): Promise<Compiler | null> {
  const loaded = await load()
  if (loaded === null) return null
  const { clang, version } = loaded
  return {
    identity: `@yowasp/clang ${version}`,
    compile: (task) => {
      const args = [...task.flags, "-I", "include", "-c", "unit.c", "-o", "unit.o"]
      const files = { include: headers(task.include), "unit.c": task.text }
      return invoke(clang, args, files, "unit.o", task.out)
    },
    link: (task) => {
      const files = Object.fromEntries(
        task.objects.map((path) => [`${basename(path)}.o`, readFileSync(path)]))
      const args = [...Object.keys(files), ...task.flags, "-o", "module.wasm"]
      return invoke(clang, args, files, "module.wasm", task.out)
    },
  }
}

async function load(): Promise<{ clang: Command; version: string } | null> {
  try {
    const { commands, runLLVM } = await import("@yowasp/clang")
    // Fetches the compiler itself, which would print how far it is.
    await runLLVM(undefined, {}, { fetchProgress: () => undefined })
    const entry = createRequire(import.meta.url).resolve("@yowasp/clang")
    const text = readFileSync(join(dirname(dirname(entry)), "package.json"), "utf8")
    return { clang: commands.clang, version: (JSON.parse(text) as { version: string }).version }
  } catch {
    return null
  }
}

function headers(folder: string): Tree {
  const names = readdirSync(folder).filter((name) => name.endsWith(".h") || name.endsWith(".c"))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]))
}

/** Runs the compiler and writes what it made to `out`. */
async function invoke(
  clang: Command, args: string[], files: Tree, made: string, out: string,
): Promise<Done> {
  const decoder = new TextDecoder()
  let stderr = ""
  try {
    const after = await clang(args, files, {
      // An object is bytes, even if all of them look like text.
      decodeASCII: false,
      stdout: () => undefined,
      stderr: (bytes) => {
        stderr += bytes === null ? "" : decoder.decode(bytes, { stream: true })
      },
    })
    const bytes = after?.[made]
    if (!(bytes instanceof Uint8Array)) {
      return { ok: false, stderr: `${stderr}${made} was not made\n` }
    }
    writeFileSync(out, bytes)
    return { ok: true, stderr }
  } catch (error) {
    return { ok: false, stderr: stderr !== "" ? stderr : `${String(error)}\n` }
  }
}
