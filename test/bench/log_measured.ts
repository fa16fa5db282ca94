// What the benchmark of the log measures, in a process of its own.

/** Seconds for all leaves, for the tree by its definition, and for a proof; bytes, and puts. */
export type Measured = {
  seconds: number; plain: number; proof: number; proofs: number
  tiles: number; bundles: number; puts: number
}
