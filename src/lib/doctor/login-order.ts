import {awsFunctionOf, loginOrderOf} from '../rotation/aws-function.ts'
import {type SecretFacts, valueOf} from './facts.ts'

/**
 * What is known of setSecret of AWS's own database functions, as a sentence. It is trusted with nothing for that: its code may
 * have been changed. undefined: the function is none of them.
 */
export function loginOrder(facts: Pick<SecretFacts, 'function'>): string | undefined {
  const found = valueOf(facts.function)
  const own = found?.kind === 'found' ? awsFunctionOf(found.configuration) : undefined
  return own === undefined ? undefined : `By its description it is AWS's own ${own.name}, which ${loginOrderOf(own)}.`
}

/** One after the other, without those that there is no reason for. */
export function sentences(...all: readonly (string | undefined)[]): string {
  return all.filter(one => one !== undefined).join(' ')
}
