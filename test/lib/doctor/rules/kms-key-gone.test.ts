import {describe, expect, it} from 'vitest'
import {kmsKeyGone} from '../../../../src/lib/doctor/rules/kms-key-gone.ts'
import {CURRENT, PREVIOUS} from '../support/facts.ts'
import {foundKey, gone, keyDenied, underKey} from '../support/kms-keys.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(kmsKeyGone, {
  healthy: underKey(foundKey()),
  broken: underKey(gone),
  fixed: underKey(foundKey()),
  unknown: underKey(keyDenied),
  says: /^there is no KMS key arn:.*, and the value of AWSCURRENT and AWSPREVIOUS is lost, and no new value can be stored\.$/,
})

const draftOf = (...given: Parameters<typeof underKey>) => kmsKeyGone.check(underKey(...given))[0]

describe('a key that was deleted', () => {
  it('leaves the versions under another key, which are named', () => {
    const draft = draftOf(gone, {versionIds: [CURRENT]})
    expect(draft?.evidence?.slice(1)).toMatchObject([{verb: 'kept', versionId: PREVIOUS}])
    expect(draft?.advice).toContain(`Under another key there is still ${PREVIOUS}.`)
  })

  it('leaves none where all are under it, and says so', () => {
    const draft = draftOf(gone)
    expect(JSON.stringify(draft?.advice)).toContain('No version is left that can be read')
    expect(draft).toMatchObject({severity: 'critical', blocks: true, consumersDown: true})
  })

  it('stops neither consumers nor rotation where AWSPREVIOUS alone is under it', () => {
    const draft = draftOf(gone, {forNew: false, versionIds: [PREVIOUS]})
    expect(draft).toMatchObject({severity: 'high', blocks: false, consumersDown: false, advice: []})
  })

  it('is not what an alias shows that leads nowhere', () => {
    const draft = draftOf(gone, {id: 'alias/secrets', versionIds: []})
    expect(draft?.message).toBe('alias/secrets leads to no key, and no new value can be stored.')
  })

  it('leaves open whether values are lost where an alias leads nowhere: their key may still be there', () => {
    const draft = draftOf(gone, {id: 'alias/secrets'})
    expect(draft).toMatchObject({
      message: 'alias/secrets leads to no key, and no new value can be stored.',
      blocks: true,
      consumersDown: false,
    })
    expect(JSON.stringify(draft?.advice)).toContain('Choose another key for new values')
    expect(JSON.stringify(draft?.advice)).not.toMatch(/No version is left|Then store the value/)
  })

  it('stops nothing for certain where new values go elsewhere than the alias', () => {
    const draft = draftOf(gone, {id: 'alias/secrets', forNew: false})
    expect(draft).toMatchObject({
      message: 'alias/secrets leads to no key.',
      severity: 'high',
      blocks: false,
      advice: [],
    })
  })
})
