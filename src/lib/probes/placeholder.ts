import type {ProbeAnswer} from './probe.ts'

/**
 * How a first value begins in the place of a credential. No header can hold the dash, so that it goes nowhere as the id of a
 * key: AWS tests the schedule with it, and STS would be asked for a minute whether it knows the key by now.
 */
export const PLACEHOLDER_START = 'placeholder\u2013'

/** The answer for a placeholder: nobody honours it, and nobody has to be asked. */
export function placeholderAnswer(at: number): ProbeAnswer {
  return {kind: 'no', at, how: 'a placeholder of secrot, nothing was sent'}
}

/** Whether a text stands in the place of a credential that is still to be made. */
export function isPlaceholder(text: string): boolean {
  return text.startsWith(PLACEHOLDER_START)
}
