import {DeleteSecretCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {DAY, FUNCTION_ARN, HOUR, MINUTE, startBench, type Bench} from './support/bench.ts'
import {tokenOf} from './support/secrets.ts'
import {templateHandler, TestTarget} from './support/template.ts'

let bench: Bench

beforeEach(async () => {
  bench = await startBench()
})

afterEach(() => bench.sandbox.stop())

const failingIn = (step: string, when: 'before' | 'after' = 'before', target = new TestTarget()) =>
  templateHandler({target, failsIn: () => ({step, when})})

describe('conformance 13: a function that fails', () => {
  it.each([
    {step: 'createSecret', when: 'before', value: undefined, accepted: undefined},
    {step: 'createSecret', when: 'after', value: 'rotated 1', accepted: undefined},
    {step: 'setSecret', when: 'before', value: 'rotated 1', accepted: undefined},
    {step: 'setSecret', when: 'after', value: 'rotated 1', accepted: 'rotated 1'},
    {step: 'testSecret', when: 'before', value: 'rotated 1', accepted: 'rotated 1'},
    {step: 'finishSecret', when: 'before', value: 'rotated 1', accepted: 'rotated 1'},
  ] as const)('$when $step leaves AWSPENDING on the token, value $value', async ({step, when, value, accepted}) => {
    const target = new TestTarget()
    await bench.secret.create('v1')
    bench.functions.handler = failingIn(step, when, target)
    await bench.rotated('t1')
    await bench.pass(HOUR)
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING']})
    const pending = bench.secret.value({label: 'AWSPENDING'}).catch((error: Error) => error.name)
    expect(await pending).toBe(value ?? 'ResourceNotFoundException')
    expect(target.accepted).toBe(accepted)
    expect(await bench.secret.describe()).not.toHaveProperty('LastRotatedDate')
  })

  it('heals by the retry when only the answer of finishSecret was lost', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = failingIn('finishSecret', 'after')
    await bench.rotated('t1')
    expect(bench.told()).toEqual(['RotationStarted t1', 'RotationFailed t1'])
    await bench.pass(MINUTE)
    expect(bench.told().at(-1)).toBe('RotationSucceeded t1')
    await bench.pass(MINUTE)
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], t1: ['AWSCURRENT']})
  })

  it('tells the step in the event, and nothing of what the function said', async () => {
    const arn = await bench.secret.create('v1')
    bench.functions.handler = failingIn('setSecret')
    await bench.rotated('t1')
    expect(bench.serviceEvents.at(-1)).toEqual({
      accountId: '111122223333',
      region: 'eu-central-1',
      eventName: 'RotationFailed',
      requestId: `Rotation-${arn}-${tokenOf('t1')}`,
      secretArn: arn,
      errorMessage: `Error when executing lambda ${FUNCTION_ARN} during setSecret step`,
      additionalEventData: {SecretId: arn},
    })
    expect(JSON.stringify(bench.serviceEvents)).not.toContain('canary')
  })

  it('is tried again from createSecret with the same token, three times in all', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = failingIn('setSecret')
    await bench.rotated('t1')
    expect(bench.functions.steps()).toBe('createSecret setSecret')
    await bench.pass(MINUTE)
    expect(bench.functions.steps()).toBe('createSecret setSecret createSecret setSecret')
    await bench.pass(HOUR)
    expect(bench.functions.events).toHaveLength(6)
    expect(new Set(bench.functions.events.map(event => event.ClientRequestToken))).toEqual(new Set([tokenOf('t1')]))
    expect(bench.told()).toEqual(['RotationStarted t1', 'RotationFailed t1', 'RotationFailed t1', 'RotationFailed t1'])
  })

  it('can report a failure once, when no attempt is left', async () => {
    const other = await startBench({switches: {failedEventPerAttempt: false, rotationAttempts: 2}})
    await other.secret.create('v1')
    other.functions.handler = failingIn('setSecret')
    await other.rotated('t1')
    expect(other.told()).toEqual(['RotationStarted t1'])
    await other.pass(HOUR)
    expect(other.told()).toEqual(['RotationStarted t1', 'RotationFailed t1'])
    await other.sandbox.stop()
  })

  it('can take its time to tell of a failed step', async () => {
    const other = await startBench({switches: {failureNoticeMs: 1000}})
    await other.secret.create('v1')
    other.functions.handler = failingIn('setSecret')
    const before = other.sandbox.clock.now()
    await other.rotated('t1')
    expect(other.told()).toEqual(['RotationStarted t1', 'RotationFailed t1'])
    expect(other.sandbox.clock.now() - before).toBe(1000)
    await other.sandbox.stop()
  })

  it('fails the step when the function is throttled', async () => {
    await bench.secret.create('v1')
    bench.functions.throttled = true
    await bench.rotated('t1')
    expect(bench.serviceEvents.at(-1)?.errorMessage).toContain('during createSecret step')
    bench.functions.throttled = false
    bench.functions.handler = templateHandler()
    await bench.pass(MINUTE)
    expect(bench.told().at(-1)).toBe('RotationSucceeded t1')
  })

  it('fails the step when the permission was taken away', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = () => {
      bench.functions.permission = 'no'
    }
    await bench.rotated('t1')
    expect(bench.serviceEvents.at(-1)?.errorMessage).toContain('during setSecret step')
    expect(bench.functions.steps()).toBe('createSecret')
  })

  it('is not a success when finishSecret moves nothing', async () => {
    await bench.secret.create('v1')
    const template = templateHandler()
    bench.functions.handler = (event, client) => (event.Step === 'finishSecret' ? undefined : template(event, client))
    await bench.rotated('t1')
    expect(bench.told()).toEqual(['RotationStarted t1', 'RotationFailed t1'])
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING']})
  })
})

describe('conformance 14: a function that changes the target and then fails', () => {
  const target = new TestTarget()

  beforeEach(async () => {
    await bench.secret.create('v1')
    target.accepted = 'value of v1'
    bench.functions.handler = failingIn('setSecret', 'after', target)
    await bench.rotated('t1')
    await bench.pass(HOUR)
  })

  it('leaves the live value under AWSPENDING while readers still get the old one', async () => {
    expect(target.accepted).toBe('rotated 1')
    expect(await bench.secret.value()).toBe('value of v1')
    expect(await bench.secret.value({label: 'AWSPENDING'})).toBe(target.accepted)
  })

  it('loses the live value from the default views when AWSPENDING is dropped', async () => {
    await bench.secret.move('AWSPENDING', {from: 't1'})
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT']})
    expect((await bench.secret.versions(false)).Versions).toHaveLength(1)
    expect((await bench.secret.versions(true)).Versions).toHaveLength(2)
    expect(await bench.secret.value({version: 't1'})).toBe(target.accepted)
  })

  it('is repaired by promoting the pending version, and the next window counts it as a success', async () => {
    await bench.secret.move('AWSCURRENT', {from: 'v1', to: 't1'})
    expect(await bench.secret.value()).toBe(target.accepted)
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], t1: ['AWSCURRENT', 'AWSPENDING']})
    await bench.pass(31 * DAY)
    expect(bench.told().at(-1)).toBe('RotationSucceeded t1')
  })

  it('counts a promoted version as a success though the function is broken for good', async () => {
    await bench.secret.move('AWSCURRENT', {from: 'v1', to: 't1'})
    bench.functions.throttled = true
    await bench.pass(31 * DAY)
    expect(bench.told().at(-1)).toBe('RotationSucceeded t1')
  })
})

describe('who wrote the pending version', () => {
  const foreign =
    `Pending secret version ${tokenOf('t1')} for Secret ARN was not created by Lambda ${FUNCTION_ARN}. ` +
    'Remove the AWSPENDING staging label and restart rotation.'

  it('fails a rotation whose value came from another identity without the RotationToken', async () => {
    const arn = await bench.secret.create('v1')
    bench.functions.ownIdentity = false
    bench.functions.handler = templateHandler()
    await bench.rotated('t1')
    expect(bench.serviceEvents.at(-1)?.errorMessage).toBe(foreign.replace('ARN', arn))
    expect(bench.functions.steps()).toBe('createSecret')
  })

  it('takes another identity that passes the RotationToken on', async () => {
    await bench.secret.create('v1')
    bench.functions.ownIdentity = false
    bench.functions.handler = templateHandler({passesToken: true})
    await bench.rotated('t1')
    expect(bench.told().at(-1)).toBe('RotationSucceeded t1')
  })

  it('does not take a RotationToken that it never gave', async () => {
    const arn = await bench.secret.create('v1')
    bench.functions.ownIdentity = false
    const template = templateHandler({passesToken: true})
    bench.functions.handler = (event, client) =>
      template({...event, RotationToken: tokenOf('invented-').repeat(2)}, client)
    await bench.rotated('t1')
    expect(bench.serviceEvents.at(-1)?.errorMessage).toBe(foreign.replace('ARN', arn))
  })

  it('fails a rotation whose value somebody put there by hand', async () => {
    const arn = await bench.secret.create('v1')
    bench.functions.handler = async event => {
      if (event.Step === 'createSecret') await bench.secret.put('t1', ['AWSPENDING'])
    }
    await bench.rotated('t1')
    expect(bench.serviceEvents.at(-1)?.errorMessage).toBe(foreign.replace('ARN', arn))
  })
})

describe('a value written by hand during a rotation', () => {
  it('abandons it: AWSPENDING goes, the event says so, no step follows', async () => {
    await bench.secret.create('v1')
    const template = templateHandler()
    bench.functions.handler = async (event, client) => {
      await template(event, client)
      if (event.Step === 'setSecret') await bench.secret.put('v2')
    }
    await bench.rotated('t1')
    await bench.pass(HOUR)
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT']})
    expect(bench.functions.steps()).toBe('createSecret setSecret')
    expect(bench.told()).toEqual(['RotationStarted t1', 'RotationAbandoned t1'])
    expect(await bench.secret.value({version: 't1'})).toBe('rotated 1')
  })

  it('abandons a rotation that waits for its retry, too', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = failingIn('createSecret')
    await bench.rotated('t1')
    await bench.secret.put('v2')
    await bench.pass(HOUR)
    expect(bench.told()).toEqual(['RotationStarted t1', 'RotationFailed t1', 'RotationAbandoned t1'])
    expect((await bench.secret.versions(true)).Versions).toHaveLength(2)
  })

  it('is no abandonment when the function itself stores its version as AWSCURRENT', async () => {
    await bench.secret.create('v1')
    const client = bench.secret
    bench.functions.handler = async event => {
      if (event.Step === 'createSecret') await client.put('t1')
    }
    await bench.rotated('t1')
    expect(bench.told()).not.toContain('RotationAbandoned t1')
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], t1: ['AWSCURRENT']})
  })

  it('counts as a rotation for the next date', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1')
    await bench.pass(3 * DAY)
    await bench.secret.put('v2')
    const {NextRotationDate, LastRotatedDate} = await bench.secret.describe()
    expect(NextRotationDate).toEqual(new Date('2026-12-05T23:59:59Z'))
    expect(LastRotatedDate).toEqual(new Date('2026-11-02T10:00:00Z'))
  })
})

describe('the next window', () => {
  it('tries a stuck rotation again with its own token', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = failingIn('setSecret')
    await bench.rotated('t1', {RotationRules: {AutomaticallyAfterDays: 1}})
    await bench.pass(HOUR)
    bench.functions.handler = templateHandler()
    await bench.pass(2 * DAY)
    expect(bench.told()).toContain('RotationSucceeded t1')
  })

  it('gives a stuck rotation its attempts again, and the date of the missed window stays', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = failingIn('setSecret')
    await bench.rotated('t1', {RotationRules: {AutomaticallyAfterDays: 1}})
    await bench.pass(DAY + 14 * HOUR)
    expect(bench.functions.events).toHaveLength(12)
    await bench.pass(DAY)
    expect((await bench.secret.describe()).NextRotationDate).toEqual(new Date('2026-11-03T23:59:59Z'))
  })

  it('rotates with a new token inside the window, and plans the one after it', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1', {RotationRules: {ScheduleExpression: 'cron(0 16 * * ? *)', Duration: '2h'}})
    await bench.pass(5 * HOUR + 59 * MINUTE)
    expect(bench.functions.events).toHaveLength(4)
    await bench.pass(2 * HOUR + MINUTE)
    expect(bench.functions.events).toHaveLength(8)
    expect(bench.functions.events[4]?.ClientRequestToken).not.toBe(tokenOf('t1'))
    expect(await bench.secret.describe()).toMatchObject({
      NextRotationDate: new Date('2026-11-03T17:59:59Z'),
      RotationRules: {AutomaticallyAfterDays: 1, ScheduleExpression: 'cron(0 16 * * ? *)', Duration: '2h'},
    })
  })

  it('keeps to the hours of a rate that do not divide the day, counted from the midnight it was set on', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1', {RotationRules: {ScheduleExpression: 'rate(10 hours)'}})
    const shown: string[] = []
    for (let window = 0; window < 6; window++) {
      const {NextRotationDate: next} = await bench.secret.describe()
      shown.push(next!.toISOString().slice(8, 19))
      await bench.pass(next!.getTime() + 1000 - bench.sandbox.clock.now())
    }
    expect(shown.map(date => date.slice(0, 5))).toEqual(['02T20', '03T06', '03T16', '04T02', '04T12', '04T22'])
    expect(shown.every(date => date.endsWith(':59:59'))).toBe(true)
    expect(bench.functions.events).toHaveLength(7 * 4)
  })

  it('meets an AWSPENDING that somebody set by hand: the version is not the function’s', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1', {RotationRules: {AutomaticallyAfterDays: 1}})
    await bench.pass(MINUTE)
    await bench.secret.put('v9', ['AWSPENDING'])
    await bench.pass(2 * DAY)
    expect(bench.serviceEvents.at(-1)?.errorMessage).toContain('was not created by Lambda')
  })

  it('passes while the secret is scheduled for deletion', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1', {RotationRules: {AutomaticallyAfterDays: 1}})
    await bench.secret.client.send(new DeleteSecretCommand({SecretId: bench.secret.id}))
    await bench.pass(3 * DAY)
    expect(bench.functions.events).toHaveLength(4)
  })
})
