// The standard library's JavaScript for a program that runs under node.

import { writeSync } from "node:fs"
import { STD_IMPORTS, STD_ROWS as ROWS, type Row } from "./std/imports.ts"

export const STD_ROWS: Partial<Record<string, Row>> = ROWS

/** JavaScript by values, as a table says what they are. */
export type Call = (...values: unknown[]) => unknown

/** A program has its thread for itself, so it may block it. */
function blockMs(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/** Programs log to their output, whatever the level. */
function logLine(_level: bigint, line: string): void {
  writeSync(1, `${line}\n`)
}

/** A program that runs in one go cannot wait for the event loop. */
function noFetch(): never {
  throw new Error("programs under `ori run --target wasm` have no network; run them natively")
}

const OWN =
  { ...STD_IMPORTS, std_fetch: noFetch, std_sleep_ms: blockMs, std_log_write: logLine }

export const STD_CALLS = OWN as unknown as Partial<Record<string, Call>>
