import type {OperationDefinition} from '../kernel.ts'

interface Row {
  readonly operation: OperationDefinition
  readonly method: string
  readonly parts: readonly string[]
}

export interface PathMatch {
  readonly operation: OperationDefinition
  readonly labels: Readonly<Record<string, string>>
}

/** Finds rest-json operations by method and path. Fixed parts win over labels. */
export class PathRouter {
  readonly #rows: readonly Row[]

  constructor(operations: Iterable<OperationDefinition>) {
    const rows: Row[] = []
    for (const operation of operations) {
      const {route} = operation
      if (route !== undefined) rows.push({operation, method: route.method, parts: partsOf(route.path)})
    }
    this.#rows = rows.sort((one, other) => labelCount(one) - labelCount(other))
  }

  find(method: string, path: string): PathMatch | undefined {
    const parts = partsOf(path)
    for (const row of this.#rows) {
      const labels = row.method === method ? labelsOf(row.parts, parts) : undefined
      if (labels !== undefined) return {operation: row.operation, labels}
    }
    return undefined
  }
}

function partsOf(path: string): string[] {
  return path.replace(/^\//, '').replace(/\/$/, '').split('/')
}

function isLabel(part: string): boolean {
  return part.startsWith('{')
}

function labelCount(row: Row): number {
  return row.parts.filter(isLabel).length
}

function labelsOf(template: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (template.length !== parts.length) return undefined
  const labels: Record<string, string> = {}
  for (const [index, wanted] of template.entries()) {
    const part = parts[index]!
    if (isLabel(wanted)) {
      const text = decode(part)
      if (text === undefined || text === '') return undefined
      labels[wanted.slice(1, -1)] = text
    } else if (wanted !== part) return undefined
  }
  return labels
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
