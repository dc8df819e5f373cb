import {DescribeSecretCommand, PutSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {describe, expect, it} from 'vitest'

import type {FaultRule} from '../../../src/lib/sandbox/fault-rules.ts'
import type {SeenCall} from '../../../src/lib/sandbox/kernel.ts'
import {startTestSandbox} from '../../support/sandbox.ts'

const token = (letter: string) => letter.repeat(32)

async function started() {
  const seen: SeenCall[] = []
  const sandbox = await startTestSandbox({observe: call => seen.push(call)})
  const secrets = new SecretsManagerClient({...sandbox.config, maxAttempts: 1})
  await sandbox.call('secretsmanager', 'CreateSecret', {
    Name: 'a',
    SecretString: 'first',
    ClientRequestToken: token('a'),
  })
  const put = async () => {
    const put = new PutSecretValueCommand({SecretId: 'a', SecretString: 'second', ClientRequestToken: token('b')})
    return (await secrets.send(put)).VersionId
  }
  const versions = async () => {
    const {VersionIdsToStages} = await secrets.send(new DescribeSecretCommand({SecretId: 'a'}))
    return Object.keys(VersionIdsToStages ?? {}).length
  }
  return {sandbox, seen, put, versions, plan: (...rules: FaultRule[]) => sandbox.faults.set(rules)}
}

describe('a call whose reply is kept back', () => {
  it.each([
    [{kind: 'hold', operation: 'PutSecretValue'}, 2],
    [{kind: 'hold', operation: 'PutSecretValue', holdBefore: true}, 1],
  ] as const)('goes on once it is released: %j', async (rule, versionsMeanwhile) => {
    const {sandbox, put, versions, plan} = await started()
    plan(rule)
    const putting = put()
    await expect.poll(() => sandbox.callRecord.entries().some(({kind}) => kind === 'fault')).toBe(true)
    expect(await versions()).toBe(versionsMeanwhile)

    sandbox.faults.release()

    expect(await putting).toBe(token('b'))
    expect(await versions()).toBe(2)
  })

  it.each([
    [{kind: 'hang', operation: 'PutSecretValue'}, 1],
    [{kind: 'hang', operation: 'PutSecretValue', effect: 'after'}, 1],
    [{kind: 'hang', operation: 'PutSecretValue', effect: 'before'}, 2],
  ] as const)('never comes, whatever is released: %j', async (rule, versionsAfter) => {
    const {sandbox, put, versions, plan} = await started()
    const saved = sandbox.snapshot()
    plan(rule)
    const putting = put().catch((error: {code?: string}) => error.code)
    await expect.poll(() => sandbox.callRecord.entries().some(({kind}) => kind === 'fault')).toBe(true)
    sandbox.faults.release()
    expect(await versions()).toBe(versionsAfter)

    sandbox.restore(saved)

    expect(await putting).toBe('ECONNRESET')
  })

  it('is told of with the values that it carried, and whether it had its effect', async () => {
    const {sandbox, put, plan, seen} = await started()
    plan({kind: 'lost-reply', operation: 'PutSecretValue', from: 2}, {kind: 'throttle', operation: 'GetRandomPassword'})
    await put()
    await expect(put()).rejects.toMatchObject({code: 'ECONNRESET'})
    await expect(sandbox.call('secretsmanager', 'GetRandomPassword', {})).rejects.toThrow('Rate exceeded')

    const puts = seen.filter(({call}) => call.operation === 'PutSecretValue')
    expect(puts.map(({call, tookEffect, output}) => [call.input['SecretString'], tookEffect, output])).toEqual(
      [1, 2].map(() => ['second', true, expect.objectContaining({VersionId: token('b')})]),
    )
    expect(seen.at(-1)).toMatchObject({
      tookEffect: false,
      error: {code: 'ThrottlingException', status: 400, message: 'Rate exceeded'},
    })
  })
})
