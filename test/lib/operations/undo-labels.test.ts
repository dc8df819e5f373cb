import {describe, expect, it} from 'vitest'
import type {Gateways} from '../../../src/lib/aws/gateways.ts'
import type {ChangeStory} from '../../../src/lib/operations/journal-story.ts'
import {undoLabels} from '../../../src/lib/operations/undo-labels.ts'
import {fakeContext} from '../../support/fake-context.ts'

const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/api-Qw3rTy'
type Labels = Readonly<Record<string, readonly string[]>>

/** A move that a run made on labels as they were. */
function moved(labelsBefore: Labels, label: string, from?: string, to?: string): ChangeStory {
  const request = {
    VersionStage: label,
    ...(from === undefined ? {} : {RemoveFromVersionId: from}),
    ...(to === undefined ? {} : {MoveToVersionId: to}),
  }
  const common = {kind: 'intent', id: 1, at: '2026-11-22T03:00:00.000Z', fingerprint: '', undo: []} as const
  const action = 'secretsmanager:UpdateSecretVersionStage'
  return {intent: {...common, action, resource: arn, request, labelsBefore}, end: 'done'}
}

/** The secret as it is today. */
function today(labels: Labels, versions: readonly string[]) {
  const secrets = {
    describe: () => Promise.resolve({arn, name: 'prod/api', tags: {}, staging: new Map(Object.entries(labels))}),
    listVersions: () => Promise.resolve(versions.map(versionId => ({versionId, labels: [], kmsKeyIds: []}))),
  }
  return fakeContext({gateways: {secrets: secrets as unknown as Gateways['secrets']}})
}

describe('undo of label moves', () => {
  const before = {current: ['AWSCURRENT'], pending: ['AWSPENDING']}
  const discarded = [moved(before, 'AWSPENDING', 'pending')]

  it('puts a label back on a version that carries none any more', async () => {
    const part = await undoLabels(today({current: ['AWSCURRENT']}, ['current', 'pending']), arn, discarded, [])
    expect(part).toMatchObject({kind: 'act', mutations: [{summary: 'AWSPENDING  on pending'}], questions: []})
  })

  it('is forbidden once the version is gone', async () => {
    const part = await undoLabels(today({current: ['AWSCURRENT']}, ['current']), arn, discarded, [])
    expect(part).toMatchObject({kind: 'forbidden', because: 'version pending is gone'})
  })

  it('is forbidden while a rotation that began since is under way', async () => {
    const labels = {current: ['AWSCURRENT'], other: ['AWSPENDING']}
    const part = await undoLabels(today(labels, ['current', 'pending', 'other']), arn, discarded, [])
    expect(part).toMatchObject({
      kind: 'forbidden',
      because: 'AWSPENDING is on other, the run left it on nobody: it was moved since',
    })
  })

  it('leaves a label that is the last one of its version, and says so', async () => {
    const pinned = [moved({current: ['AWSCURRENT']}, 'secrot-hold-lost', undefined, 'lost')]
    const labels = {current: ['AWSCURRENT'], lost: ['secrot-hold-lost']}
    const part = await undoLabels(today(labels, ['current', 'lost']), arn, pinned, [])
    expect(part).toEqual({
      kind: 'already',
      resource: arn,
      notes: ['secrot-hold-lost stays on lost, which would carry no label without it'],
    })
  })

  it('is forbidden where the journal does not tell how the labels were', async () => {
    const {labelsBefore: _, ...intent} = moved({}, 'AWSPENDING', 'pending').intent
    const part = await undoLabels(today({}, []), arn, [{intent, end: 'done'}], [])
    expect(part).toMatchObject({kind: 'forbidden'})
  })
})
