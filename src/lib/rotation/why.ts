import type {FailedAttempt} from './attempts.ts'

/**
 * A piece of a reason: words, or a moment that each reader shows in its own way. `ago` is a distance into the past on a
 * terminal, `on` a date, `lasting` the time since.
 */
export type WhyPart = string | {readonly ago: number} | {readonly on: number} | {readonly lasting: number}

export type Why = readonly WhyPart[]

/** A reason with whole times, as pipes and JSON show it. */
export function plainWhy(why: Why): string {
  return why
    .map(part => {
      if (typeof part === 'string') return part
      if ('ago' in part) return `at ${iso(part.ago)}`
      return 'on' in part ? iso(part.on) : `since ${iso(part.lasting)}`
    })
    .join('')
}

/** What the newest failure was: the step, its cause in a word or two, and how often it ended like that. */
export function failureWhy(attempts: readonly FailedAttempt[]): Why | undefined {
  const last = attempts.at(-1)
  if (last === undefined) return undefined
  const step = last.step === undefined ? 'function' : last.stepCertain ? last.step : `${last.step} ~`
  const cause = causeOf(last)
  if (last.source === 'event') return [`${step} ${cause}, `, {ago: last.at}]
  const same = attempts.filter(attempt => attempt.step === last.step && causeOf(attempt) === cause).length
  const times = same > 1 ? ` ${same}x` : ''
  const verb = cause === 'timed out' || cause === 'failed'
  return [`${step}${verb ? ' ' : ': '}${cause}${times}, `, {ago: last.at}]
}

function causeOf(attempt: FailedAttempt): string {
  const failure = attempt.failure
  if (failure === undefined)
    return /was not created by Lambda/.test(attempt.errorMessage ?? '') ? 'wrote without RotationToken' : 'failed'
  const words: Readonly<Record<string, string>> = {
    timeout: 'timed out',
    'cannot-load': 'cannot load',
    network: 'no connection',
    kms: 'KMS refused',
    'not-implemented': 'not implemented',
    exit: 'process ended',
  }
  const said = words[failure.kind] ?? failure.awsCode ?? failure.exceptionClass
  // What every exception is called tells nothing.
  return said === undefined || said === 'Error' || said === 'Exception' ? 'failed' : said
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
