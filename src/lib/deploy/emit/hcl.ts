/** A piece of the language of Terraform, in the layout of `terraform fmt`. */
export type Entry =
  | {readonly attribute: string; readonly value: Value}
  | {readonly block: string; readonly labels?: readonly string[]; readonly body: readonly Entry[]}

/** An expression as it is written, or what is put together of such. */
export type Value = string | {readonly object: Readonly<Record<string, Value>>} | {readonly list: readonly Value[]}

export const attribute = (name: string, value: Value): Entry => ({attribute: name, value})
export const block = (name: string, labels: readonly string[], body: readonly Entry[]): Entry => ({
  block: name,
  labels,
  body,
})

/** Text with quotes; what would be a template in it is text too. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[$%](?=\{)/g, sign => `${sign}${sign}`)
}

export function hclOf(entries: readonly Entry[]): string {
  return `${linesOf(entries).join('\n')}\n`
}

/** What takes one line each stands together, its `=` under one another; anything longer stands apart. */
function linesOf(entries: readonly Entry[]): readonly string[] {
  const groups: string[][] = []
  let width = 0
  for (const [index, entry] of entries.entries()) {
    const lines = entryLines(entry, width)
    const isShort = 'attribute' in entry && lines.length === 1
    const before = entries[index - 1]
    const follows = before !== undefined && 'attribute' in before && entryLines(before, 0).length === 1
    if (isShort && follows) {
      groups.at(-1)?.push(...lines)
      continue
    }
    width = isShort ? widthFrom(entries, index) : 0
    groups.push([...entryLines(entry, width)])
  }
  return groups.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}

/** How long the longest name is of the short attributes that stand together from here on. */
function widthFrom(entries: readonly Entry[], start: number): number {
  const rest = entries.slice(start)
  const end = rest.findIndex(entry => !('attribute' in entry) || entryLines(entry, 0).length > 1)
  const together = end === -1 ? rest : rest.slice(0, end)
  return Math.max(...together.map(entry => ('attribute' in entry ? entry.attribute.length : 0)))
}

function entryLines(entry: Entry, width: number): readonly string[] {
  if ('attribute' in entry) {
    const [first = '', ...others] = valueLines(entry.value)
    return [`${entry.attribute.padEnd(width)} = ${first}`, ...others]
  }
  const head = [entry.block, ...(entry.labels ?? []).map(quoted)].join(' ')
  if (entry.body.length === 0) return [`${head} {}`]
  return [`${head} {`, ...indented(linesOf(entry.body)), '}']
}

function valueLines(value: Value): readonly string[] {
  if (typeof value === 'string') return value.split('\n')
  if ('list' in value) {
    const items = value.list.map(valueLines)
    const oneLine = `[${items.map(lines => lines.join('')).join(', ')}]`
    if (items.every(lines => lines.length === 1) && oneLine.length <= 80) return [oneLine]
    return ['[', ...indented(items.flatMap(lines => [...lines.slice(0, -1), `${lines.at(-1) ?? ''},`])), ']']
  }
  const members = Object.entries(value.object).map(([name, member]) => attribute(nameOf(name), member))
  if (members.length === 0) return ['{}']
  return ['{', ...indented(linesOf(members)), '}']
}

function nameOf(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) ? name : quoted(name)
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map(line => (line === '' ? '' : `  ${line}`))
}
