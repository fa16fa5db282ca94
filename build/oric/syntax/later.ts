// tidy: table
// What later versions of the language bring. Each is parsed whole, so that one use gives one error
// (E0900, reported by the checker with this name) and nothing after it is misread.

/** Users' name of a construct that is not supported yet, and its section in LANGUAGE. */
export const LATER = {
  "recurse(…)": "7.9",
  "cache(…)": "7.9",
  "for(over: …)": "7.9",
  "parallel(…)": "24",
  "spawn(…)": "24",
  "nursery(…)": "24",
  "timeout(…)": "24",
  "channels": "24",
  "$for": "25.2",
  "$if": "25.2",
  "value.[field]": "25.2",
  "const functions": "16.3",
  "constants in traits": "25.1",
  "const generics": "25.1",
  "lists of fixed capacity": "5.2",
  "`impl Trait`": "5.6",
  "`out` parameters": "18.3",
  "`#free`": "18.3",
  "`with FFI(…)`": "18.3",
  "C variadics": "18.5",
} as const

export type Later = keyof typeof LATER
