/**
 * Beginnings of names that part these names into groups of about one size, largest first, at most `most`; none begins
 * another. Names may be left over. Fewer than two: the names cannot be parted so.
 */
export function namePrefixes(names: readonly string[], most: number): readonly string[] {
  let groups: readonly Group[] = [{prefix: '', names}]
  for (;;) {
    const [largest, ...others] = groups
    if (largest === undefined || largest.names.length < 2) break
    const parts = partsOf(largest)
    if (parts.length === 0 || (parts.length + others.length > most && others.length > 0)) break
    groups = [...others, ...parts].sort((left, right) => right.names.length - left.names.length)
  }
  return groups.slice(0, most).map(group => group.prefix)
}

interface Group {
  readonly prefix: string
  readonly names: readonly string[]
}

/** One character more than what all of them begin with; a name that has no more is left over. */
function partsOf({names}: Group): readonly Group[] {
  const length = sharedLength(names) + 1
  const longer = names.filter(name => name.length >= length)
  return [...Map.groupBy(longer, name => name.slice(0, length))].map(([prefix, some]) => ({prefix, names: some}))
}

function sharedLength([first = '', ...others]: readonly string[]): number {
  let length = first.length
  for (const name of others) while (!name.startsWith(first.slice(0, length))) length -= 1
  return length
}
