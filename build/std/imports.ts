// The JavaScript functions of the standard library, for every host of compiled modules: the Worker
// and `ori run`. What a module does not use it does not import.

import { CRYPTO } from "./crypto/node.ts"

export const STD_IMPORTS = { ...CRYPTO }

/** How the values of each cross: what `ori build --abi` would write for a module that uses all. */
export type Row = {
  readonly params: readonly ("bytes" | "int")[]
  readonly result: "bytes" | "bool"
  /** Whether an exception becomes an `Err` in Ori. */
  readonly throws: boolean
}

export const STD_ROWS: Record<keyof typeof STD_IMPORTS, Row> = {
  std_sha256: { params: ["bytes"], result: "bytes", throws: false },
  std_sha512: { params: ["bytes"], result: "bytes", throws: false },
  std_same_bytes: { params: ["bytes", "bytes"], result: "bool", throws: false },
  std_ed25519_public: { params: ["bytes"], result: "bytes", throws: false },
  std_ed25519_sign: { params: ["bytes", "bytes"], result: "bytes", throws: false },
  std_ed25519_verify: { params: ["bytes", "bytes", "bytes"], result: "bool", throws: false },
}
