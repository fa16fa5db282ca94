// The little of WASI that a module without files, arguments and environment needs: time, randomness
// and two lines of output.

import { ConsoleStdout, File, OpenFile, WASI } from "@bjorn3/browser_wasi_shim"

/** WASI's `nosys`: not supported. */
const NOSYS = 52

export type Wasi = {
  imports: WebAssembly.ModuleImports
  initialize(instance: WebAssembly.Instance): void
}

export function wasi(line: (text: string) => void): Wasi {
  const input = new OpenFile(new File([]))
  const output = () => ConsoleStdout.lineBuffered(line)
  const system = new WASI([], [], [input, output(), output()])
  return {
    // The shim's own would spin on a clock that stands still while a Worker computes.
    imports: { ...system.wasiImport, poll_oneoff: () => NOSYS } as WebAssembly.ModuleImports,
    initialize: (instance) => {
      system.initialize(instance as Parameters<WASI["initialize"]>[0])
    },
  }
}
