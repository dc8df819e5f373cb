import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {holderOf} from '../labels.ts'
import type {Observation} from '../observation.ts'
import {callsOf} from '../plain-run.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {blockedTest, failingTest} from '../scenarios/test-secret.ts'
import {callName} from '../step-facts.ts'

export const noCurrentBeforeTest: Item = {
  id: 'no-current-before-test',
  class: 'testSecret',
  severity: 'critical',
  rule: 'AWSCURRENT does not move before testSecret has passed',
  hint: 'Only finishSecret promotes',
  kinds: 'any',
  cases({plain, hasModel}) {
    const last = callsOf(plain, 'testSecret').length
    const denied = failingTest('last-call-denied', [{kind: 'access-denied', from: last}])
    return [
      judged(plainRotation, judgeLabels),
      ...(last === 0 ? [] : [judged(denied, judgeLabels)]),
      ...(hasModel ? [judged(blockedTest, judgeLabels)] : []),
    ]
  },
}

function judgeLabels({samples, seen}: Observation): CaseVerdict {
  const before = holderOf(samples[0]?.labels ?? {}, 'AWSCURRENT')
  const early = seen.filter(({by, step}) => by === 'function' && step !== 'finishSecret')
  const mover = early.find(({labels}) => holderOf(labels, 'AWSCURRENT') !== before)
  if (mover === undefined) return pass
  return fail(
    'AWSCURRENT stays where it is until testSecret has passed',
    `${mover.step ?? 'what a step left running'} moved it by ${callName(mover)}`,
  )
}
