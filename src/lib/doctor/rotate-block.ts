import type {FunctionFailure} from '../history/invocations.ts'
import {listedKeys} from './api-keys.ts'
import {type RootError, type SecretFacts, valueOf} from './facts.ts'
import {KEY_LIMIT} from './key-limit.ts'
import {makesRoomNow} from './key-turn.ts'

/** Causes that a new rotation would meet again for as long as nothing named in them changes. */
const meetsAgain: Readonly<Record<FunctionFailure['kind'], boolean>> = {
  timeout: true,
  'cannot-load': true,
  network: true,
  limit: true,
  denied: true,
  kms: true,
  'not-implemented': true,
  exception: false,
  exit: false,
}

/**
 * Why a rotation must not be offered now, or undefined. The last root error would meet it again unless the function
 * changed later, the credential that stood at its limit went away, or a step sent in this run passed.
 */
export function rotateBlockedBy(facts: SecretFacts): string | undefined {
  const {rootError} = facts
  const failure = rootError?.failure
  if (rootError === undefined || failure === undefined || !meetsAgain[failure.kind]) return undefined
  if (isAnswered(facts, rootError, failure)) return undefined
  return `the last rotation ended with "${failure.text}" and would meet it again: ${remedies[failure.kind]}`
}

function isAnswered(facts: SecretFacts, error: RootError, failure: FunctionFailure): boolean {
  // A limit is the provider's: a changed function meets it again while every place is taken.
  const hasPlace = failure.kind === 'limit' ? hasFreePlace(facts) : undefined
  if (hasPlace !== undefined) return hasPlace
  if (changedAfter(facts, error.at)) return true
  return facts.freshSteps.some(sent => sent.ok && (sent.step === error.step || answeredByAny(error, failure)))
}

/**
 * A step that passed shows that the function loads, reaches Secrets Manager and ends in time: all that createSecret needs
 * of those. What setSecret reaches, no other step shows.
 */
function answeredByAny(error: RootError, {kind}: FunctionFailure): boolean {
  if (kind === 'cannot-load') return true
  return (kind === 'network' || kind === 'timeout') && error.step !== 'setSecret'
}

/** The function's code or configuration was changed after `at`. */
export function changedAfter(facts: SecretFacts, at: number): boolean {
  const found = valueOf(facts.function)
  const modifiedAt = found?.kind === 'found' ? found.configuration.lastModifiedAt : undefined
  return modifiedAt !== undefined && modifiedAt > at
}

/** Of an API, expired ones included. https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const MOST_API_KEYS = 50

/** Whether the provider has a place for another credential; undefined: nothing tells how many there are. */
function hasFreePlace(facts: SecretFacts): boolean | undefined {
  const keys = valueOf(facts.keys)
  if (keys !== undefined) return keys.keys.length < KEY_LIMIT || makesRoomNow(facts)
  const api = listedKeys(facts)
  return api === undefined ? undefined : api.keys.length < MOST_API_KEYS
}

const remedies: Readonly<Record<FunctionFailure['kind'], string>> = {
  limit: 'free one credential at the provider first',
  denied: 'give the function’s role the denied action',
  kms: 'let the function’s role use the key',
  network: 'open the way from the function to what it calls',
  timeout: 'raise the time limit, or find what the step waits for',
  'cannot-load': 'mend the function’s code',
  'not-implemented': 'mend the function’s code',
  exception: 'see the function’s log',
  exit: 'see the function’s log',
}
