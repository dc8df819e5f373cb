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

interface Call {
  readonly result: StepResult
  readonly state: State
}

function judgeTwice({rotation, repeated}: TwiceFacts): CaseVerdict {
  if (repeated === undefined) return notReached(rotation)
  const {first, second, before, after} = repeated
  const token = rotation.token
  return judge({result: first, state: before}, {result: second, state: after}, token)
}

function judgeRetry({first, steps}: RetryFacts): CaseVerdict {
  const calls = steps.filter(({result}) => result.step === 'createSecret')
  const [before, ...later] = calls
  if (before === undefined || !before.result.ok || later.length === 0) return notReached(first)
  return later.map(call => judge(before, call, first.token)).find(({verdict}) => verdict === 'fail') ?? pass
}

function judge(before: Call, repeated: Call, token: string): CaseVerdict {
  if (!repeated.result.ok) return fail('createSecret succeeds when it is called again', 'it failed')
  if (before.state.values[token] !== repeated.state.values[token]) {
    return fail(`the value of ${token.slice(0, 8)} stays`, 'it is another one after the repetition')
  }
  const versions = Object.keys(repeated.state.values).filter(id => before.state.values[id] === undefined)
  if (versions[0] !== undefined)
    return fail('a repetition stores nothing', `it stored version ${versions[0].slice(0, 8)}`)
  const made = Object.keys(repeated.state.credentials).find(id => before.state.credentials[id] === undefined)
  if (made === undefined) return pass
  return fail('a repetition makes no second credential', `it made the one that ends in ${made.slice(-4)}`)
}
