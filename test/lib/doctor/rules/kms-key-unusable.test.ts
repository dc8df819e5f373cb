import {describe, expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {kmsKeyUnusable} from '../../../../src/lib/doctor/rules/kms-key-unusable.ts'
import {DAY, NOW, PREVIOUS} from '../support/facts.ts'
import {foundKey, KEY_ARN, keyDenied, underKey} from '../support/kms-keys.ts'
import {describeRule, planName, refusal} from '../support/rule-cases.ts'

describeRule(kmsKeyUnusable, {
  healthy: underKey(foundKey()),
  broken: underKey(foundKey({state: 'Disabled'})),
  fixed: underKey(foundKey()),
  unknown: underKey(keyDenied),
  says: /is Disabled: AWSCURRENT and AWSPREVIOUS cannot be read, and no new value can be stored\.$/,
  plan: 'enable key',
})

const draftOf = (...given: Parameters<typeof underKey>) => kmsKeyUnusable.check(underKey(...given))[0]

describe('a key that cannot be used', () => {
  it('is taken off its deletion first, which leaves it disabled', () => {
    const draft = draftOf(foundKey({state: 'PendingDeletion', deletedAt: NOW + 7 * DAY}))
    expect(draft?.message).toContain('is PendingDeletion, gone on 2026-11-29: ')
    const plan = draft?.planned?.kind === 'plan' ? draft.planned.plan : undefined
    expect(plan?.calls).toEqual([
      {kind: 'cancel-key-deletion', keyArn: KEY_ARN},
      {kind: 'enable-key', keyArn: KEY_ARN},
    ])
    expect(plan).toMatchObject({fixClass: 'ask', undo: [], noUndoBecause: expect.stringContaining('anew')})
  })

  it('is left to its administrator where it is of another account', () => {
    const arn = KEY_ARN.replace('111122223333', '444455556666')
    const draft = draftOf(foundKey({arn, state: 'PendingDeletion'}), {id: arn})
    expect(refusal(draft)).toContain('444455556666')
    expect(draft?.advice).toMatchObject([{operation: 'CancelKeyDeletion'}, {operation: 'EnableKey'}])
  })

  it.each(['PendingImport', 'Unavailable', 'PendingReplicaDeletion'])('is advice alone while it is %s', state => {
    const draft = draftOf(foundKey({state}))
    expect([planName(draft), draft?.advice?.length]).toEqual([undefined, 1])
  })

  it.each(['Creating', 'Updating'])('is none while it is %s, which passes', state => {
    expect(draftOf(foundKey({state}))).toBeUndefined()
  })

  it('stops consumers and rotation where AWSCURRENT is under it, and neither where AWSPREVIOUS alone is', () => {
    const disabled = foundKey({state: 'Disabled'})
    expect(draftOf(disabled)).toMatchObject({severity: 'critical', blocks: true, consumersDown: true})
    const old = draftOf(disabled, {forNew: false, versionIds: [PREVIOUS]})
    expect(old).toMatchObject({severity: 'high', blocks: false, consumersDown: false})
    expect(old?.message).toMatch(/: AWSPREVIOUS cannot be read\.$/)
  })

  it('is shown with who did it and what else it keeps, as far as that could be read', () => {
    const event = {
      eventId: 'e1',
      name: 'DisableKey' as const,
      at: NOW - DAY,
      secretId: KEY_ARN,
      caller: {arn: 'arn:aws:iam::111122223333:user/ops'},
    }
    const told = draftOf(foundKey({state: 'Disabled', cause: known(event), alsoKeeps: known(['prod/a', 'prod/b'])}))
    expect(told?.evidence).toMatchObject([
      {verb: 'key', source: 'kms'},
      {verb: 'event', parts: [{text: 'DisableKey'}, {text: 'by arn:aws:iam::111122223333:user/ops'}], source: 'events'},
      {verb: 'keeps', parts: [{text: 'also prod/a, prod/b'}]},
    ])
    const untold = draftOf(foundKey({state: 'Disabled', cause: unknown('denied'), alsoKeeps: unknown('denied')}))
    expect(untold?.evidence).toHaveLength(1)
  })
})
