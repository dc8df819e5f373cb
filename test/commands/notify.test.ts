import {createHash} from 'node:crypto'
import {RotateSecretCommand, UpdateSecretVersionStageCommand} from '@aws-sdk/client-secrets-manager'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {notifierRoot} from '../support/notifier-root.ts'
import {breachesOf} from '../support/json-schema.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

let built: Awaited<ReturnType<typeof notifierRoot>>
let bench: RotatorBench
const account = '111122223333'
const topicArn = `arn:aws:sns:eu-central-1:${account}:secrot-notify`
const oncall = 'oncall@example.com'

beforeAll(async () => {
  built = await notifierRoot()
})
afterAll(() => built[Symbol.asyncDispose]())

beforeEach(async () => {
  bench = await startRotators({switches: {rotationAttempts: 2}})
})
afterEach(() => bench[Symbol.asyncDispose]())

const notify = (argv: readonly string[], options: RunSecrotOptions = {}): Promise<SecrotRun> =>
  bench.run(['notify', ...argv], {root: built.root, ...options})

const changing = (run: SecrotRun): readonly string[] =>
  run.calledActions.filter(action => !/:(Describe|Get|List)/.test(action))

const addTrail = (more = {}) => {
  const {accountId, region} = bench.sandbox
  return bench.sandbox.trail.addTrail({accountId, region, name: 'all', ...more})
}

/** How often the rule has sent an event of the service on. */
const failures = (): number =>
  bench.sandbox.callRecord
    .entries()
    .filter(({operation, detail}) => operation === 'Deliver' && detail?.['fate'] === 'delivered').length

const messages = () => bench.sandbox.topics.published(topicArn)

/** A secret whose rotation fails in testSecret, or does not. */
async function secret(name: string, failsIn = 'testSecret'): Promise<string> {
  const environment: Record<string, string> = failsIn === '' ? {} : {FAIL_STEP: failsIn}
  return bench.secret(name, await bench.rotator(name.replaceAll('/', '-'), {environment}))
}

async function pendingOf(name: string): Promise<string | undefined> {
  return Object.entries(await bench.labels(name)).find(([, labels]) => labels.includes('AWSPENDING'))?.[0]
}

async function rotate(name: string): Promise<void> {
  await bench.secrets.send(new RotateSecretCommand({SecretId: name}))
  await bench.sandbox.clock.advance(600_000)
}

const shapeless = (run: SecrotRun): readonly string[] => breachesOf('notify', run.json)

describe('notify', () => {
  it('has a failed rotation reach a person, with secret, step and the first command', async () => {
    addTrail()
    const arn = await secret('prod/api')
    const run = await notify(['prod/api', '--email', oncall, '--yes'])
    expect([run.exitCode, run.stderr]).toEqual([0, expect.stringContaining('done  ')])
    await rotate('prod/api')
    expect(messages()).toHaveLength(1)
    const [{subject, message} = {message: ''}] = messages()
    expect(subject).toBe('Rotation failed: prod/api')
    expect(message).toContain(arn)
    expect(message).toContain('Step     testSecret')
    expect(message).toContain(`secrot doctor '${arn}'`)
    expect(message).not.toContain('canary-value')
  })

  it('tells of each attempt of one version once in an hour, and of the next version at once', async () => {
    addTrail()
    const arn = await secret('prod/api')
    await notify(['prod/api', '--yes'])
    await rotate('prod/api')
    expect(failures()).toBe(2)
    expect(messages()).toHaveLength(1)
    await bench.cancel('prod/api')
    const label = {SecretId: arn, VersionStage: 'AWSPENDING', RemoveFromVersionId: await pendingOf('prod/api')}
    await bench.secrets.send(new UpdateSecretVersionStageCommand(label))
    await rotate(arn)
    expect(messages()).toHaveLength(2)
  })

  it('tells nothing of other secrets, nor of successes that nobody asked for', async () => {
    addTrail()
    await secret('prod/api', '')
    await secret('prod/other')
    await notify(['prod/api', '--yes'])
    await rotate('prod/api')
    await rotate('prod/other')
    expect(messages()).toEqual([])
  })

  it('tells of successes where that is asked for, once', async () => {
    addTrail()
    await secret('prod/api', '')
    await notify(['prod/api', '--on', 'succeeded', '--yes'])
    await rotate('prod/api')
    expect(messages().map(({subject}) => subject)).toEqual(['Rotation succeeded: prod/api'])
  })

  it('tells that a rotation was abandoned', async () => {
    addTrail()
    await secret('prod/api')
    await notify(['prod/api', '--on', 'abandoned', '--yes'])
    await bench.secrets.send(new RotateSecretCommand({SecretId: 'prod/api'}))
    await bench.sandbox.clock.advance(5000)
    await bench.put('prod/api', 'by hand')
    await bench.sandbox.clock.advance(600_000)
    expect(messages().map(({subject}) => subject)).toEqual(['Rotation abandoned: prod/api'])
  })

  it('without a trail tells of a success by its label, and says that failures are not told', async () => {
    await secret('prod/api', '')
    await secret('prod/failing')
    const run = await notify(['prod/api', 'prod/failing', '--on', 'failed,succeeded', '--yes'])
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toContain('no trail logs in this region: without one AWS sends no event')
    await rotate('prod/api')
    await rotate('prod/failing')
    expect(messages().map(({subject}) => subject)).toEqual(['New current value: prod/api'])
    addTrail({logging: false})
    expect(await notify(['--list', '--json'])).toMatchObject({json: {trail: 'none'}})
    addTrail({managementEvents: false})
    const list = await notify(['--list', '--json'])
    expect(list.json).toMatchObject({trail: 'unknown', trailReason: expect.stringContaining('event selectors')})
  })

  it('makes no mutating call the second time and says so', async () => {
    addTrail()
    await secret('prod/api')
    await notify(['prod/api', '--email', oncall, '--yes'])
    const second = await notify(['prod/api', '--email', 'OnCall@example.com', '--yes'])
    expect([second.exitCode, changing(second)]).toEqual([0, []])
    expect(second.stdout).toContain('set up already in eu-central-1, nothing was changed')
  })

  it('adds a secret to the one rule, and takes it out again, with a question about the last one', async () => {
    addTrail()
    const api = await secret('prod/api')
    const other = await secret('prod/other')
    await notify(['prod/api', '--yes'])
    const added = await notify(['prod/other', '--yes'])
    expect(changing(added)).toEqual(['lambda:UpdateFunctionConfiguration'])
    await rotate('prod/other')
    expect(messages()).toHaveLength(1)
    const list = async () => (await notify(['--list', '--json'])).json
    expect(await list()).toMatchObject({secrets: [api, other].toSorted(), on: ['failed', 'abandoned']})
    const removed = await notify(['prod/other', '--remove', '--yes'])
    expect([removed.exitCode, await list()]).toEqual([0, expect.objectContaining({secrets: [api]})])
    const again = await notify([other, '--remove', '--yes'])
    expect([again.stdout.split('\n')[0], changing(again)]).toEqual(['○ nothing to take out, nothing was changed', []])
    expect(await notify(['prod/api', '--remove', '--yes'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--allow secrot-notify'),
    })
    const last = await notify(['prod/api', '--remove', '--allow', 'secrot-notify'])
    expect([last.exitCode, last.stdout.replaceAll(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringContaining(`its log and topic ${topicArn} stay`),
    ])
    const nothing = {rule: null, secrets: [], function: null}
    expect(await list()).toMatchObject({...nothing, topic: {exists: true, own: true}})
    expect((await notify(['prod/api', '--yes'])).exitCode).toBe(0)
    const whole = await notify(['prod/api', '--remove', '--allow', 'secrot-notify', '--allow', topicArn])
    expect(whole.exitCode).toBe(0)
    expect(await list()).toMatchObject({...nothing, topic: {exists: false, own: true}})
  })

  it.each(['lost-reply', 'connection-reset'] as const)(
    'is set up whole by the same command, after a %s at any of its changes',
    async kind => {
      addTrail()
      await secret('prod/api')
      const argv = ['prod/api', '--email', oncall, '--yes']
      const start = bench.sandbox.snapshot()
      const changes = changing(await notify(argv)).map(action => action.split(':')[1])
      expect(changes).toHaveLength(10)
      for (const operation of changes) {
        bench.sandbox.restore(start)
        bench.sandbox.faults.set([{kind, operation, times: 1}])
        const first = await notify(argv)
        bench.sandbox.faults.clear()
        // A change whose reply was lost is seen, and what follows it is made.
        expect([operation, first.exitCode]).toEqual([operation, kind === 'lost-reply' ? 0 : 1])
        expect([operation, (await notify(argv)).exitCode]).toEqual([operation, 0])
        expect([operation, changing(await notify(argv))]).toEqual([operation, []])
      }
      await rotate('prod/api')
      expect(messages()).toHaveLength(1)
    },
  )

  it('never takes a topic of somebody else away', async () => {
    addTrail()
    await secret('prod/api')
    const own = `arn:aws:sns:eu-central-1:${account}:alerts`
    await bench.sandbox.call('sns', 'CreateTopic', {Name: 'alerts'})
    await notify(['prod/api', '--topic', own, '--yes'])
    const run = await notify(['prod/api', '--remove', '--allow', 'secrot-notify', '--allow', own])
    expect(changing(run)).toEqual([
      'events:RemoveTargets',
      'events:DeleteRule',
      'lambda:DeleteFunction',
      'iam:DeleteRolePolicy',
      'iam:DeleteRole',
    ])
  })

  it('takes the rest away by the same command, after an interruption at any of its changes', async () => {
    addTrail()
    await secret('prod/api')
    await notify(['prod/api', '--yes'])
    const start = bench.sandbox.snapshot()
    const argv = ['prod/api', '--remove', '--allow', 'secrot-notify', '--allow', topicArn]
    const changes = changing(await notify(argv)).map(action => action.split(':')[1])
    expect(changes).toHaveLength(6)
    for (const operation of changes) {
      bench.sandbox.restore(start)
      bench.sandbox.faults.set([{kind: 'connection-reset', operation, times: 1}])
      expect([operation, (await notify(argv)).exitCode]).toEqual([operation, 1])
      bench.sandbox.faults.clear()
      expect([operation, (await notify(argv)).exitCode]).toEqual([operation, 0])
      const left = await notify(['--list', '--json'])
      expect([operation, left.json]).toEqual([operation, expect.objectContaining({rule: null, function: null})])
      expect([operation, changing(await notify(argv))]).toEqual([operation, []])
    }
  })

  it('sends a test message through the function, and says where nothing is set up', async () => {
    addTrail()
    const nothing = await notify(['--test', '--yes'])
    expect([nothing.exitCode, nothing.stderr]).toEqual([3, expect.stringContaining('Nothing is set up here')])
    await secret('prod/api')
    const run = await notify(['prod/api', '--test', '--yes', '--json'])
    expect([run.json, shapeless(run)]).toEqual([expect.objectContaining({outcome: 'set', tested: true}), []])
    expect(await notify(['--test', '--yes'])).toMatchObject({exitCode: 0})
    expect(messages().map(({subject}) => subject)).toEqual(Array(2).fill('Test message of secrot notify'))
  })

  it('sends a message whose answer was lost no second time at once', async () => {
    await secret('prod/api')
    await notify(['prod/api', '--yes'])
    bench.sandbox.faults.set([{kind: 'lost-reply', operation: 'Publish', times: 1}])
    await notify(['--test', '--yes'])
    expect(messages()).toHaveLength(1)
  })

  it('says who has not agreed yet, with the next step', async () => {
    addTrail()
    await secret('prod/api')
    const run = await notify(['prod/api', '--email', oncall, '--yes'])
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toContain(`email ${oncall} has not agreed yet, and is told nothing`)
    expect(run.stderr).toContain('Next: secrot notify --test')
    bench.sandbox.topics.confirm({topicArn, endpoint: oncall})
    const later = await notify(['--list', '--json'])
    expect(later.json).toMatchObject({subscriptions: [{protocol: 'email', endpoint: oncall, confirmed: true}]})
    expect(shapeless(later)).toEqual([])
  })

  it("tells a topic of one's own, and goes over to it", async () => {
    addTrail()
    await secret('prod/api')
    await notify(['prod/api', '--yes'])
    const own = `arn:aws:sns:eu-central-1:${account}:alerts`
    const missing = await notify(['prod/api', '--topic', own, '--yes'])
    expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining(`There is no topic ${own}`)])
    await bench.sandbox.call('sns', 'CreateTopic', {Name: 'alerts'})
    const run = await notify(['prod/api', '--topic', own, '--yes'])
    expect(changing(run)).toEqual(['iam:PutRolePolicy', 'lambda:UpdateFunctionConfiguration'])
    await rotate('prod/api')
    expect([messages().length, bench.sandbox.topics.published(own).length]).toEqual([0, 1])
    expect(changing(await notify(['prod/api', '--yes']))).toEqual([])
  })

  it('changes nothing when the answer is no (exit 3), with --dry-run, and where nobody can answer (exit 2)', async () => {
    addTrail()
    await secret('prod/api')
    const terminal = {tty: {columns: 200}, env: {NO_COLOR: '1'}}
    const declined = await notify(['prod/api'], {...terminal, answers: ['']})
    const planned = await notify(['prod/api', '--dry-run'])
    const asked = await notify(['prod/api'])
    expect([declined.exitCode, planned.exitCode, asked.exitCode]).toEqual([3, 0, 2])
    expect(planned.stderr).toContain('  undo  aws events delete-rule --name secrot-notify')
    const calls = [declined, planned, asked].flatMap(changing)
    expect(calls).toEqual([])
  })

  it('leaves a rule, a function or a role alone that somebody else made under its name', async () => {
    addTrail()
    await secret('prod/api')
    await bench.sandbox.call('events', 'PutRule', {Name: 'secrot-notify', EventPattern: '{"source":["mine"]}'})
    const rule = await notify(['prod/api', '--yes'])
    expect([rule.exitCode, rule.stderr]).toEqual([3, expect.stringContaining('was not made by secrot notify')])
    await bench.sandbox.call('events', 'DeleteRule', {Name: 'secrot-notify'})
    await bench.rotator('secrot-notify')
    const fn = await notify(['prod/api', '--yes'])
    expect([fn.exitCode, fn.stderr]).toEqual([3, expect.stringContaining(':function:secrot-notify was not made')])
  })

  it('takes many secrets into the one rule, tells of each, and makes no change the second time', async () => {
    addTrail()
    const names = Array.from({length: 60}, (_, index) => `prod/service-${index}/api`)
    for (const name of names) await bench.secret(name)
    await secret('prod/failing')
    const run = await notify([...names, 'prod/failing', '--yes'])
    expect([run.exitCode, changing(run).filter(action => action.startsWith('events:'))]).toEqual([
      0,
      ['events:PutRule', 'events:PutTargets'],
    ])
    await rotate('prod/failing')
    expect(messages()).toHaveLength(1)
    expect(changing(await notify([...names, '--yes']))).toEqual([])
    expect((await notify(['--list', '--json'])).json).toMatchObject({secrets: {length: 61}, gone: []})
  })

  it('refuses more secrets than the function can list, before anything is made', async () => {
    addTrail()
    const chance = (index: number) => createHash('sha512').update(String(index)).digest('hex')
    const names = Array.from({length: 70}, (_, index) => `prod/${chance(index)}`)
    for (const name of names) await bench.secret(name)
    const run = await notify([...names, '--yes'])
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining('longer than the 4 KB')])
    expect(changing(run)).toEqual([])
  })

  it('marks a secret that does not exist any more in the list, with the command that takes it out', async () => {
    addTrail()
    const arn = await secret('prod/api')
    const other = await secret('prod/other')
    await notify(['prod/api', 'prod/other', '--yes'])
    await bench.sandbox.call('secretsmanager', 'DeleteSecret', {SecretId: arn, ForceDeleteWithoutRecovery: true})
    await bench.sandbox.clock.advance(600_000)
    const list = await notify(['--list', '--json'])
    expect([list.json, shapeless(list)]).toEqual([expect.objectContaining({gone: [arn]}), []])
    const text = (await notify(['--list'])).stdout.replaceAll(/\s+/g, ' ')
    expect(text).toContain(`${arn} does not exist any more; take it out: secrot notify ${arn} --remove`)
    await notify([arn, '--remove', '--yes'])
    expect((await notify(['--list', '--json'])).json).toMatchObject({secrets: [other], gone: []})
  })

  it('takes over the list of a rule that an older version made, in which a secret can still be taken out', async () => {
    addTrail()
    const arn = await secret('prod/api')
    const other = await secret('prod/other')
    await notify(['prod/api', 'prod/other', '--yes'])
    const detail = {
      eventName: ['RotationFailed', 'TestRotationFailed', 'RotationAbandoned'],
      additionalEventData: {SecretId: [arn, other].toSorted()},
    }
    const pattern = {source: ['aws.secretsmanager'], 'detail-type': ['AWS Service Event via CloudTrail'], detail}
    const before = async () => {
      await bench.sandbox.call('events', 'PutRule', {Name: 'secrot-notify', EventPattern: JSON.stringify(pattern)})
      const Environment = {Variables: {TOPIC_ARN: topicArn}}
      await bench.sandbox.call('lambda', 'UpdateFunctionConfiguration', {FunctionName: 'secrot-notify', Environment})
      await bench.sandbox.clock.advance(60_000)
    }
    await before()
    const removed = await notify(['prod/other', '--remove', '--yes', '--json'])
    expect([changing(removed), removed.json]).toEqual([['events:PutRule'], expect.objectContaining({secrets: [arn]})])
    await before()
    const run = await notify(['prod/api', '--yes', '--json'])
    expect(changing(run)).toEqual(['lambda:UpdateFunctionConfiguration', 'events:PutRule'])
    expect(run.json).toMatchObject({secrets: [arn, other].toSorted()})
    await rotate('prod/other')
    expect(messages()).toHaveLength(1)
  })

  it.each([
    ['no secret', [], 'at least one SECRET'],
    ['an end that is none', ['prod/api', '--on', 'failed,broken'], 'broken is no end of a rotation'],
    ['an empty end', ['prod/api', '--on', ''], 'an empty word'],
    ['what is no address', ['prod/api', '--email', 'oncall'], 'this is no mail address'],
    [
      'a topic elsewhere',
      ['prod/api', '--topic', 'arn:aws:sns:eu-west-1:111122223333:alerts'],
      'is not a standard topic',
    ],
    [
      'a FIFO topic',
      ['prod/api', '--topic', 'arn:aws:sns:eu-central-1:111122223333:alerts.fifo'],
      'not a standard topic',
    ],
    ['what is no topic', ['prod/api', '--topic', 'alerts'], 'is not a standard topic'],
    ['--list with a secret', ['prod/api', '--list'], 'takes no SECRET'],
    ['--remove without a secret', ['--remove'], 'at least one SECRET'],
    ['--test with an address alone', ['--test', '--email', 'oncall@example.com'], 'at least one SECRET'],
  ])('refuses %s (exit 2)', async (_, argv, text) => {
    await bench.secret('prod/api')
    const run = await notify([...argv, '--yes'])
    expect([run.exitCode, run.stderr.replaceAll(/\s+/g, ' ')]).toEqual([2, expect.stringContaining(text)])
  })
})
