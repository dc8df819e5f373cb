/** An import of a Python source: dots in front stand as written. */
export interface PythonImport {
  readonly module: string
  /** Of `from module import a, b`. */
  readonly names: readonly string[]
}

/** What a Python source imports, as its text says; what it only tries to import, or under a condition, is left out. */
export function pythonImports(text: string): readonly PythonImport[] {
  const lines = text
    .replaceAll(/("""|''')[\s\S]*?\1/g, "''")
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
  return lines.flatMap((line, at) => {
    const found = importsOf(line, lines, at)
    return found.length > 0 && isTried(lines, at) ? [] : found
  })
}

function importsOf(line: string, lines: readonly string[], at: number): readonly PythonImport[] {
  const from = /^\s*from\s+([.\w]+)\s+import\s+(.*)$/.exec(line)
  if (from !== null) return [{module: from[1] ?? '', names: namesOf(from[2] ?? '', lines, at)}]
  const plain = /^\s*import\s+([\w.]+(?:\s+as\s+\w+)?(?:\s*,\s*[\w.]+(?:\s+as\s+\w+)?)*)\s*(?:[;#].*)?$/.exec(line)?.[1]
  if (plain === undefined) return []
  return plain.split(',').map(one => ({module: one.trim().split(/\s/)[0] ?? '', names: []}))
}

/** Names may go on over lines in parentheses. */
function namesOf(rest: string, lines: readonly string[], at: number): readonly string[] {
  let list = rest
  for (let next = at + 1; list.includes('(') && !list.includes(')') && next < lines.length; next++) list += lines[next]
  return (
    list
      .replace(/#.*/, '')
      .match(/\w+(\s+as\s+\w+)?/g)
      ?.map(name => name.split(/\s/)[0] ?? '') ?? []
  )
}

/** In a block of `try` or `if`, such as one for another version of Python: who tries or asks has another way. */
function isTried(lines: readonly string[], at: number): boolean {
  let indent = indentOf(lines[at] ?? '')
  for (let above = at - 1; above >= 0 && indent > 0; above--) {
    const line = lines[above] ?? ''
    if (line.trim() === '' || indentOf(line) >= indent) continue
    if (/^\s*(try|except|if|elif|else)\b.*:/.test(line)) return true
    indent = indentOf(line)
  }
  return false
}

function indentOf(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0
}
