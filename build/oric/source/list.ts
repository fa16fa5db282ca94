// Lists that live as long as the program that is compiled: most of them are empty.

/** Every list in which there is nothing: half of all that a check keeps. Nobody adds to it. */
export const NONE: never[] = []

/** Both lists, one after the other; where one of them is empty, the other itself. */
export function joined<E>(first: E[], second: E[]): E[] {
  return first.length === 0 ? second : second.length === 0 ? first : [...first, ...second]
}

/** The list without the room that growing it left. */
export function exact<E>(items: E[]): E[] {
  return items.length === 0 ? NONE : items.slice()
}
