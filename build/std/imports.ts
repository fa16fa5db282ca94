// The JavaScript functions of the standard library, for every host of compiled modules: the Worker
// and `ori run`. What a module does not use it does not import.

import { COMPRESS } from "./compress/node.ts"
import { CRYPTO } from "./crypto/node.ts"
import { exchange } from "./net/http/fetch.ts"

/** A wait; hosts whose calls cannot wait have to block instead. */
function sleepMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

const LOGS = [console.debug, console.info, console.warn, console.error]

function logWrite(level: bigint, line: string): void {
  LOGS[Number(level)]?.(line)
}

export const STD_IMPORTS =
  { ...CRYPTO, ...COMPRESS, std_fetch: exchange, std_log_write: logWrite, std_sleep_ms: sleepMs }

/** How the values of each cross: what `ori build --abi` would write for a module that uses all. */
export type Row = {
  readonly params: readonly ("bytes" | "str" | "int" | "float")[]
  readonly result: "bytes" | "bool" | "void"
  /** Whether an exception becomes an `Err` in Ori. */
  readonly throws: boolean
}

export const STD_ROWS: Record<keyof typeof STD_IMPORTS, Row> = {
  std_sha256: { params: ["bytes"], result: "bytes", throws: false },
  std_sha512: { params: ["bytes"], result: "bytes", throws: false },
  std_same_bytes: { params: ["bytes", "bytes"], result: "bool", throws: false },
  std_ed25519_public: { params: ["bytes"], result: "bytes", throws: false },
  std_ed25519_sign: { params: ["bytes", "bytes"], result: "bytes", throws: false },
  std_inflate_raw: { params: ["bytes", "int"], result: "bytes", throws: true },
  std_deflate_raw: { params: ["bytes", "int"], result: "bytes", throws: false },
  std_deflate_part: { params: ["bytes", "int"], result: "bytes", throws: false },
  std_fetch: { params: ["str", "bytes"], result: "bytes", throws: true },
  std_log_write: { params: ["int", "str"], result: "void", throws: false },
  std_sleep_ms: { params: ["float"], result: "void", throws: false },
  std_pbkdf2: { params: ["bytes", "bytes", "int", "int", "int"], result: "bytes", throws: false },
  std_aes_seal: { params: ["bytes", "bytes", "bytes"], result: "bytes", throws: false },
  std_aes_open: { params: ["bytes", "bytes", "bytes"], result: "bytes", throws: false },
  std_ed25519_verify: { params: ["bytes", "bytes", "bytes"], result: "bool", throws: false },
}
