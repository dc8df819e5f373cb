import {combineExitCodes, EXIT, type ExitCode} from '../../errors.ts'
import type {WatchEnd} from '../../history/watch/ends.ts'
import type {RotateManyResult} from '../../operations/rotate-many.ts'
import type {SecretOutcome} from '../../operations/rotate-many-work.ts'
import {shortId} from '../ids.ts'
import type {Mark} from '../theme.ts'
import type {ViewOptions} from '../view.ts'
import {exitOfWatch} from './watch-end.ts'

/** What became of one secret, in a word with its mark, and why. */
export interface OutcomeWords {
  readonly mark: Mark
  readonly word: string
  readonly why: string
}

export function outcomeWords(outcome: SecretOutcome, options: Pick<ViewOptions, 'tty'>): OutcomeWords {
  switch (outcome.kind) {
    case 'planned':
      return {mark: 'off', word: 'planned', why: 'nothing was changed (--dry-run)'}
    case 'declined':
      return {mark: 'off', word: 'declined', why: 'nothing was changed'}
    case 'refused':
      return {mark: 'bad', word: 'refused', why: sentence(outcome.error.message)}
    case 'failed':
      return {mark: 'bad', word: failedWord(outcome.error.code), why: sentence(outcome.error.message)}
    case 'not-started':
      return {mark: 'off', word: 'not started', why: `${outcome.after} came first`}
    case 'interrupted':
      return {mark: 'off', word: 'not started', why: 'interrupted'}
    case 'followed':
      return endWords(outcome.followed.end, options)
  }
  return {mark: 'unknown', word: 'unknown', why: ''}
}

function failedWord(code: string): string {
  return code === 'ROTATION_MAYBE_STARTED' ? 'unknown' : 'not started'
}

function endWords(end: WatchEnd, options: Pick<ViewOptions, 'tty'>): OutcomeWords {
  const version = shortId(end.versionId, options)
  switch (end.kind) {
    case 'succeeded':
      return {
        mark: 'good',
        word: 'rotated',
        why: end.replacedBy === undefined ? `${version} is in use` : `${version} was replaced since`,
      }
    case 'tested':
      return end.passed
        ? {mark: 'good', word: 'tested', why: 'testSecret passed; nothing was rotated'}
        : {mark: 'bad', word: 'failed', why: 'the test rotation did not pass'}
    case 'failed':
      return {mark: 'bad', word: 'failed', why: failedWhy(end)}
    case 'abandoned':
      return {mark: 'bad', word: 'abandoned', why: `${version} lost AWSPENDING without getting AWSCURRENT`}
    case 'cancelled':
      return {mark: 'bad', word: 'cancelled', why: 'rotation went off'}
    case 'unknown':
      return {mark: 'unknown', word: 'unknown', why: `${end.source} could not be read: ${sentence(end.reason)}`}
    case 'not-finished':
      return {mark: 'running', word: 'not finished', why: `${version} is still AWSPENDING (--timeout)`}
    case 'left':
      return {mark: 'running', word: 'left', why: `${version} rotates on by itself`}
  }
  return {mark: 'unknown', word: 'unknown', why: ''}
}

function failedWhy({step, text, attempts, failFast}: Extract<WatchEnd, {kind: 'failed'}>): string {
  const times = attempts === undefined || attempts < 2 ? '' : ` in ${attempts} attempts`
  const why = text === undefined ? '' : `: ${sentence(text)}`
  return `${step ?? 'a step that was not named'} failed${times}${why}${failFast ? ' (--fail-fast)' : ''}`
}

function sentence(text: string): string {
  return text.replace(/\.$/, '')
}

/** The secret's own code; undefined: its turn never came. */
export function exitOfOutcome(outcome: SecretOutcome): ExitCode | undefined {
  switch (outcome.kind) {
    case 'planned':
      return EXIT.done
    case 'declined':
      return EXIT.unsafe
    case 'refused':
    case 'failed':
      return outcome.error.exit
    case 'followed':
      return exitOfWatch(outcome.followed.end)
    case 'interrupted':
      return EXIT.interrupted
    case 'not-started':
      break
  }
  return undefined
}

/** The code of the whole run: 130, else 3, else 5, 1, 4, 0 (product.md). */
export function exitOfMany(result: RotateManyResult): ExitCode {
  const codes = result.outcomes.map(exitOfOutcome).filter(code => code !== undefined)
  return combineExitCodes(codes)
}
