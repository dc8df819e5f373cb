import {toJson} from './json.ts'

/** One JSON object with an array that is written item by item, for answers too long to be kept. */
export interface JsonWithArray {
  add(item: unknown): void
  /** The members behind the array; those that stand before it already are left out. */
  end(members: object): void
}

/** Begins the object with `first` and opens the array; indented like `toJson`. */
export function jsonWithArray(write: (text: string) => void, first: object, array: string): JsonWithArray {
  let count = 0
  write(`${bodyOf(first)},\n  ${JSON.stringify(array)}: [`)
  return {
    add(item) {
      write(`${count === 0 ? '' : ','}\n    ${toJson(item).replaceAll('\n', '\n    ')}`)
      count += 1
    },
    end(members) {
      const rest = Object.entries(members).filter(([name]) => name !== array && !Object.hasOwn(first, name))
      const body = bodyOf(Object.fromEntries(rest)).slice('{'.length)
      write(`${count === 0 ? '' : '\n  '}]${rest.length === 0 ? '' : ','}${body}\n}\n`)
    },
  }
}

/** An object's text without its closing brace. */
function bodyOf(object: object): string {
  return toJson(object).replace(/\n?\}$/, '')
}
