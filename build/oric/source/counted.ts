// Numbers of things in messages: "no type arguments", "one parameter", "3 parameters".

/** `what` in the singular. */
export function counted(number: number, what: string): string {
  return number === 1 ? `one ${what}` : `${number === 0 ? "no" : number} ${what}s`
}
