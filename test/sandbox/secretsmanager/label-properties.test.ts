import * as fc from 'fast-check'
import {describe, expect, it} from 'vitest'

import {ServiceError} from '../../../src/lib/sandbox/kernel.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {shortOf, tokenOf} from './support/secrets.ts'

const VERSIONS = ['v1', 'v2', 'v3', 'v4', 'v5']
const LABELS = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS', 'A', 'B']

type Act =
  | {
      readonly kind: 'put'
      readonly version: string
      readonly stages: readonly string[] | undefined
      readonly value: string
    }
  | {readonly kind: 'move'; readonly label: string; readonly from: string | undefined; readonly to: string | undefined}
  | {readonly kind: 'update'; readonly version: string; readonly value: string}

const version = fc.constantFrom(...VERSIONS)
const value = fc.constantFrom('x', 'y')
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    version,
    value,
    stages: fc.option(fc.subarray(LABELS, {minLength: 1}), {nil: undefined}),
  }),
  fc.record({
    kind: fc.constant('move' as const),
    label: fc.constantFrom(...LABELS),
    from: fc.option(version, {nil: undefined}),
    to: fc.option(version, {nil: undefined}),
  }),
  fc.record({kind: fc.constant('update' as const), version, value}),
)

type Labels = Readonly<Record<string, readonly string[]>>

describe('labels under any sequence of writes and moves', () => {
  it('keep their rules', async () => {
    await using sandbox = await startTestSandbox({listen: false})
    let count = 0
    const walked = fc.assert(
      fc.asyncProperty(fc.array(act, {maxLength: 25}), async acts => {
        const secret = `s${++count}`
        await sandbox.call('secretsmanager', 'CreateSecret', {
          Name: secret,
          ClientRequestToken: tokenOf('v0'),
          SecretString: 'x',
        })
        let before: Labels = {v0: ['AWSCURRENT']}
        for (const one of acts) {
          const refused = await perform(sandbox, secret, one)
          const after = await labelsOf(sandbox, secret)
          if (refused) expect(after).toEqual(before)
          checkState(after)
          checkStep(before, after)
          before = after
        }
      }),
      {numRuns: 150},
    )
    await expect(walked).resolves.toBeUndefined()
  })
})

/** true: refused. */
async function perform(sandbox: TestSandbox, SecretId: string, one: Act): Promise<boolean> {
  const [operation, input] = requestOf(one)
  try {
    await sandbox.call('secretsmanager', operation, {SecretId, ...input})
    return false
  } catch (error) {
    if (error instanceof ServiceError) return true
    throw error
  }
}

function requestOf(one: Act): [string, Record<string, unknown>] {
  if (one.kind === 'move') {
    const ids = {RemoveFromVersionId: tokenIf(one.from), MoveToVersionId: tokenIf(one.to)}
    return ['UpdateSecretVersionStage', {VersionStage: one.label, ...ids}]
  }
  const written = {ClientRequestToken: tokenOf(one.version), SecretString: one.value}
  if (one.kind === 'update') return ['UpdateSecret', written]
  return ['PutSecretValue', {...written, ...(one.stages === undefined ? {} : {VersionStages: one.stages})}]
}

function tokenIf(short: string | undefined): string | undefined {
  return short === undefined ? undefined : tokenOf(short)
}

async function labelsOf(sandbox: TestSandbox, SecretId: string): Promise<Labels> {
  const answer = await sandbox.call('secretsmanager', 'DescribeSecret', {SecretId})
  const {VersionIdsToStages: stages = {}} = answer as {VersionIdsToStages?: Labels}
  return Object.fromEntries(Object.entries(stages).map(([id, labels]) => [shortOf(id), labels]))
}

function holderOf(labels: Labels, label: string): string | undefined {
  return Object.keys(labels).find(id => labels[id]!.includes(label))
}

/** What holds at every moment. */
function checkState(labels: Labels): void {
  const all = Object.values(labels).flat()
  expect(new Set(all).size).toBe(all.length)
  expect(all.length).toBeLessThanOrEqual(20)
  expect(Object.values(labels).every(list => list.length > 0)).toBe(true)
  expect(holderOf(labels, 'AWSCURRENT')).toBeDefined()
}

/** What a move of AWSCURRENT does to the other labels. */
function checkStep(before: Labels, after: Labels): void {
  const [from, to] = [holderOf(before, 'AWSCURRENT'), holderOf(after, 'AWSCURRENT')]
  if (from === to) return
  // Unless the very same write put AWSPREVIOUS elsewhere, it lies on the version that was current.
  const previous = holderOf(after, 'AWSPREVIOUS')
  if (previous !== to) expect(previous).toBe(from)
  for (const custom of ['A', 'B']) {
    const [was, is] = [holderOf(before, custom), holderOf(after, custom)]
    if (is !== to) expect(is).toBe(was)
  }
}
