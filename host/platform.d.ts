// What the runtime has and `@cloudflare/workers-types` does not say: JSPI, wasm modules, and the
// modules of node that the shell uses because their functions answer at once.

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
  type Der = { key: Uint8Array; format: "der"; type: "pkcs8" | "spki" }
  type KeyObject = {
    export(options: { format: "jwk" }): { x?: string }
    export(options: { format: "der"; type: "spki" }): Uint8Array
  }
  type Cipher = { update(data: Uint8Array): Uint8Array; final(): Uint8Array }
  function createCipheriv(name: string, key: Uint8Array, iv: Uint8Array): Cipher
  function createDecipheriv(name: string, key: Uint8Array, iv: Uint8Array): Cipher
  function createHash(name: string): {
    update(data: Uint8Array): { digest(): Uint8Array }
  }
  function createPrivateKey(options: Der): KeyObject
  function createPublicKey(key: KeyObject | Der): KeyObject
  function pbkdf2Sync(
    password: Uint8Array, salt: Uint8Array, rounds: number, size: number, digest: string,
  ): Uint8Array
  function sign(algorithm: null, data: Uint8Array, key: KeyObject): Uint8Array
  function verify(
    algorithm: null, data: Uint8Array, key: KeyObject, signature: Uint8Array,
  ): boolean
  function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean
}

declare module "node:buffer" {
  type Bytes = Uint8Array & { indexOf(pattern: Uint8Array, from: number): number }
  const Buffer: {
    from(bytes: ArrayBufferLike, offset: number, length: number): Bytes
    from(bytes: readonly number[]): Bytes
  }
}

declare module "node:zlib" {
  function inflateRawSync(
    data: Uint8Array, options: { maxOutputLength: number; info: boolean },
  ): Uint8Array
  function deflateRawSync(
    data: Uint8Array, options: { level: number; finishFlush?: number },
  ): Uint8Array
}
