/** A member of a value that may be written in more than one way. */
export interface KnownField {
  /** What messages call it. */
  readonly name: string
  /** Without case and anything but letters. */
  readonly spellings: readonly string[]
  /** Tag of the secret that names it: then only that member counts, as it is written. The packaged rotators read it, too. */
  readonly tag: string
}

type Fields = Readonly<Record<string, unknown>>
type Tags = Readonly<Record<string, string>>

/** The texts that a field may be, most likely first; an empty one is none. `plain`: what of a name counts. */
export function textsOf(
  fields: Fields,
  field: KnownField,
  tags: Tags,
  plain: (name: string) => string = lettersOf,
): readonly string[] {
  const named = tags[field.tag]
  if (named !== undefined) return Object.hasOwn(fields, named) ? filled([fields[named]]) : []
  const members = new Map(Object.entries(fields).map(([name, member]) => [plain(name), member]))
  return filled(field.spellings.map(spelling => members.get(spelling)))
}

/** How a message calls what was looked for: a name from a tag is no part of the value. */
export function soughtName({name, tag}: KnownField, tags: Tags): string {
  const named = tags[tag]
  return named === undefined ? name : `${named} (tag ${tag})`
}

export function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '')
}

function filled(members: readonly unknown[]): readonly string[] {
  return members.filter(member => typeof member === 'string' && member !== '') as string[]
}
