// Lists that live as long as the program that is compiled: most of them are empty.

/** Every list in which there is nothing: half of all that a check keeps. Nobody adds to it. */
export const NONE: never[] = []

/** The list without the room that growing it left. */
export function exact<E>(items: E[]): E[] {
  return items.length === 0 ? NONE : items.slice()
}
