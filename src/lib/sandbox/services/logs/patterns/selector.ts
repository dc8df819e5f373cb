import {invalidParameter} from '../errors.ts'

const STEP = /\.([\w-]+|\*)|\[(\d+|\*)\]|\.?\['([^']*)'\]/g

/** Reads what `$.a.b[0]` selects: no value, one, or with `*` several. Throws InvalidParameterException. */
export function readSelector(selector: string): (event: unknown) => readonly unknown[] {
  if (!selector.startsWith('$')) throw invalidParameter('Invalid filter pattern')
  const steps = [...selector.matchAll(STEP)].map(([, name, index, quoted]) => quoted ?? name ?? index ?? '')
  return event =>
    steps.reduce<readonly unknown[]>((values, step) => values.flatMap(value => select(value, step)), [event])
}

function select(value: unknown, step: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (step === '*') return Object.values(value)
  return step in value ? [(value as Record<string, unknown>)[step]] : []
}
