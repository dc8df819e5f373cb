import {readFile} from 'node:fs/promises'
import {EXIT, SecrotError} from '../../errors.ts'

/**
 * Ids of the items that an earlier answer (`secrot rehearse --json`) says to fail: known violations, which do not count.
 * Throws BASELINE_INVALID (exit 2).
 */
export async function knownFailures(path: string): Promise<ReadonlySet<string>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw invalid(path, `cannot be read (${error.code ?? 'unknown'})`)
  })
  const items = itemsIn(text)
  if (items === undefined) throw invalid(path, 'is no answer of secrot rehearse --json')
  return new Set(items.filter(({verdict}) => verdict === 'fail').map(({id}) => id))
}

function itemsIn(text: string): readonly {readonly id: string; readonly verdict: string}[] | undefined {
  try {
    const {items} = JSON.parse(text) as {items?: unknown}
    const known = Array.isArray(items) && items.every(item => typeof item === 'object' && item !== null && 'id' in item)
    return known ? (items as {id: string; verdict: string}[]) : undefined
  } catch {
    return undefined
  }
}

function invalid(path: string, reason: string): SecrotError {
  return new SecrotError({
    code: 'BASELINE_INVALID',
    message: `The baseline ${path} ${reason}.`,
    hint: 'Write one: secrot rehearse … --json > known.json',
    exit: EXIT.usage,
  })
}
