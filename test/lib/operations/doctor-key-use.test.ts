import {describe, expect, it} from 'vitest'
import type {Gateways, SimulatedDecision} from '../../../src/lib/aws/gateways.ts'
import {readKeyUse} from '../../../src/lib/operations/doctor-key-use.ts'
import type {DoctorRun} from '../../../src/lib/operations/doctor-run.ts'

const account = '111122223333'
const roleArn = `arn:aws:iam::${account}:role/rotation`
const keyArn = `arn:aws:kms:eu-central-1:${account}:key/0f3c1d5a-0000-4000-8000-000000000001`
const secretArn = `arn:aws:secretsmanager:eu-central-1:${account}:secret:a-AbCdEf`

/** What is found where the policy of the key names the role, and IAM decides so about Decrypt. */
function useWith(decided: Partial<SimulatedDecision>) {
  const decision: SimulatedDecision = {
    action: 'kms:Decrypt',
    decision: 'implicitDeny',
    missingContext: [],
    ...decided,
  }
  const policy = {Statement: {Effect: 'Allow', Principal: {AWS: roleArn}, Action: 'kms:*', Resource: '*'}}
  const aws = () =>
    ({
      iam: {simulate: async () => [decision]},
      kms: {policy: async () => policy, grants: async () => []},
    }) as unknown as Gateways
  const context = {aws, scope: {region: 'eu-central-1'}, clock: {now: () => 0}, signal: new AbortController().signal}
  return readKeyUse({context} as unknown as DoctorRun, {
    secretArn,
    role: {name: 'rotation', arn: roleArn},
    key: {kind: 'found', arn: keyArn, state: 'Enabled', readAt: 0},
    scope: {},
  })
}

describe('the use of a key whose policy names the role', () => {
  it('is allowed where the policies of the role say nothing', async () => {
    expect(await useWith({})).toMatchObject({kind: 'known', value: {refused: []}})
  })

  it.each([[[]], [['aws:SourceVpce']]])(
    'is not said to be allowed under a permissions boundary (open: %j)',
    async open => {
      const fact = await useWith({outside: 'permissions boundary', missingContext: open})
      expect(fact).toMatchObject({kind: 'unknown', reason: expect.stringContaining('a permissions boundary')})
    },
  )

  it('is refused by the organization, whatever the policy of the key allows', async () => {
    const by = 'a policy of the organization forbids it'
    for (const decision of ['implicitDeny', 'explicitDeny'] as const)
      expect(await useWith({outside: 'organization', decision})).toMatchObject({value: {refused: [{by}]}})
  })

  it('is not said to be allowed where a denial has a condition that was not tried', async () => {
    const open = {missingContext: ['aws:SourceVpce']}
    expect(await useWith({decision: 'explicitDeny', ...open})).toMatchObject({kind: 'unknown'})
    expect(await useWith({outside: 'organization', ...open})).toMatchObject({kind: 'unknown'})
  })
})
