// The seeded choices of everything that is random here: those that the compiler's own tests use.

export { randomOf } from "../../../build/oric/source/random.ts"
export type { Random } from "../../../build/oric/source/random.ts"
