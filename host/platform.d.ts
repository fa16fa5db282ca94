// What the runtime has and `@cloudflare/workers-types` does not say: JSPI, wasm modules, and the
// two modules of node that the shell uses because their functions answer at once.

declare namespace WebAssembly {
  class Suspending {
    constructor(call: (...args: never[]) => Promise<unknown>)
  }
  function promising(call: unknown): (...args: unknown[]) => Promise<unknown>
}

declare module "*.wasm" {
  const module: WebAssembly.Module
  export default module
}

declare module "node:crypto" {
  type Key = { export(options: { format: "jwk" }): { x?: string } }
  function createHash(name: "sha256"): {
    update(data: Uint8Array): { digest(): Uint8Array }
  }
  function createPrivateKey(options: { key: Uint8Array; format: "der"; type: "pkcs8" }): Key
  function createPublicKey(key: Key): Key
}

declare module "node:buffer" {
  const Buffer: {
    from(bytes: ArrayBufferLike, offset: number, length: number): {
      indexOf(pattern: Uint8Array, from: number): number
    }
  }
}
