/** The part of JSONPath that EventBridge reads: `$.detail.a`, `$.resources[0]`, `$.detail['a-b']`, `$`. */

const STEP = /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\[['"]([^'"]+)['"]\]/gy

/** Names and indices of a path; undefined: it is none. */
export function stepsOf(path: string): readonly string[] | undefined {
  if (!path.startsWith('$')) return undefined
  const steps: string[] = []
  STEP.lastIndex = 1
  let end = 1
  for (let match = STEP.exec(path); match !== null; match = STEP.exec(path)) {
    steps.push(match[1] ?? match[2] ?? match[3] ?? '')
    end = STEP.lastIndex
  }
  return end === path.length ? steps : undefined
}

/** What stands there; undefined: nothing. */
export function valueAt(event: unknown, path: string): unknown {
  return stepsOf(path)?.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string, unknown>)[step]
        : undefined,
    event,
  )
}
