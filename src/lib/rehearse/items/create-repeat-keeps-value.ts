import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {retryOf, type RetryFacts} from '../scenarios/retry.ts'
import type {State} from '../scenarios/state.ts'
import {twice, type TwiceFacts} from '../scenarios/twice.ts'
import {notReached} from '../skips.ts'

export const createRepeatKeepsValue: Item = {
  id: 'create-repeat-keeps-value',
  class: 'createSecret',
  severity: 'critical',
  rule: 'A repeated call keeps the stored value and makes no second credential',
  hint: "Read the token's version first; create only on ResourceNotFound",
  kinds: 'any',
  cases: plan => [
    judged(twice.createSecret, ({facts}) => judgeTwice(facts)),
    ...(['setSecret', 'testSecret', 'finishSecret'] as const).map(step =>
      judged(retryOf(step, plan), ({facts}) => judgeRetry(facts)),
    ),
  ],
}

interface Repetition {
  readonly result: StepResult
  /** Before and after the repeated call. */
  readonly before: State
  readonly after: State
}

function judgeTwice({rotation, repeated}: TwiceFacts): CaseVerdict {
  if (repeated === undefined) return notReached(rotation)
  const {second: result, before, after} = repeated
  return judge({result, before, after}, before, rotation.token)
}

function judgeRetry({first, steps}: RetryFacts): CaseVerdict {
  const [created, ...later] = steps
  if (created?.result.step !== 'createSecret' || !created.result.ok) return notReached(first)
  const repetitions = later.flatMap(({result, state}, at): readonly Repetition[] =>
    result.step === 'createSecret' ? [{result, before: steps[at]!.state, after: state}] : [],
  )
  if (repetitions.length === 0) return notReached(first)
  const verdicts = repetitions.map(repetition => judge(repetition, created.state, first.token))
  return verdicts.find(({verdict}) => verdict === 'fail') ?? pass
}

function judge({result, before, after}: Repetition, created: State, token: string): CaseVerdict {
  if (!result.ok) return fail('createSecret succeeds when it is called again', 'it failed')
  if (created.values[token] !== after.values[token]) {
    return fail(`the value of ${token.slice(0, 8)} stays`, 'it is another one after the repetition')
  }
  const [version] = Object.keys(after.values).filter(id => before.values[id] === undefined)
  if (version !== undefined) return fail('a repetition stores nothing', `it stored version ${version.slice(0, 8)}`)
  const made = Object.keys(after.credentials).find(id => before.credentials[id] === undefined)
  if (made === undefined) return pass
  return fail('a repetition makes no second credential', `it made the one that ends in ${made.slice(-4)}`)
}
