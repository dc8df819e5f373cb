import {
  AddPermissionCommand,
  CreateFunctionCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import {CancelRotateSecretCommand, RotateSecretCommand, TagResourceCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {statementIdFor} from '../../src/lib/doctor/statement-id.ts'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {changesOf, conditionsOf, findingOf, resultOf, secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, type Failing, HOUR, loginProbe, startDoctorStage} from '../support/doctor-stage.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

let stage: DoctorStage

beforeEach(async () => {
  stage = await startDoctorStage()
})
afterEach(() => stage[Symbol.asyncDispose]())

/** Secrets of one function whose rotations met a fault. */
async function stuckFleet(names: readonly string[], rotator: string, failing: Failing): Promise<void> {
  const arn = await stage.rotator(rotator)
  for (const name of names) await stage.secret(name, arn)
  await stage.pass(HOUR)
  await stage.mend(rotator, failing)
  for (const name of names) await stage.rotate(name)
  await stage.pass(HOUR)
}

const byName = (run: SecrotRun) =>
  Object.fromEntries(resultOf(run).secrets.map(secret => [secret.name, secret.findings.map(finding => finding.id)]))
const outcomes = (run: SecrotRun, id: string) =>
  Object.fromEntries(
    resultOf(run).secrets.map(secret => [secret.name, secret.findings.find(finding => finding.id === id)?.outcome]),
  )

describe('without SECRET', () => {
  it('looks at every secret with rotation configured or AWSPENDING left over, and at no other', async () => {
    await stuckFleet(['prod/a'], 'a-rotation', {step: 'createSecret', how: 'throws'})
    await stage.secret('prod/plain')
    await stage.secret('prod/off', await stage.rotator('off-rotation'))
    await stage.secrets.send(new CancelRotateSecretCommand({SecretId: 'prod/off'}))
    const run = await stage.run(['doctor', '--json'])
    expect(byName(run)).toEqual({
      'prod/a': ['pending-without-value', 'handler-not-rehearsed'],
      'prod/off': ['rotation-off', 'handler-not-rehearsed'],
    })
    expect(run.exitCode).toBe(3)
  })

  it.each(['doctor', 'doctor --fix --yes'])('says where it looked when there is no secret: %s', async command => {
    await stage.secret('prod/plain')
    const run = await stage.run(command.split(' '))
    expect(run.stdout.trim()).toBe('0 secrets with rotation or AWSPENDING in eu-central-1')
    expect(run.exitCode).toBe(0)
  })

  it('says how many it looked at, and where', async () => {
    await stage.secret('prod/a', await stage.rotator('a-rotation'))
    const run = await stage.run(['doctor'])
    expect(run.stdout.trim()).toMatch(/^1 secret with rotation or AWSPENDING in eu-central-1: nothing found; /m)
    expect((await stage.run(['doctor', 'prod/a'])).stdout).toMatch(/^nothing found; /m)
  })

  it('looks at every secret where a rotation is expected of every one', async () => {
    await stage.secret('prod/plain')
    await stage.secret('prod/a', await stage.rotator('a-rotation'))
    const run = await stage.run(['doctor', '--expect-rotation', '--json'])
    expect(byName(run)).toEqual({'prod/plain': ['rotation-off'], 'prod/a': ['handler-not-rehearsed']})
    expect(run.exitCode).toBe(3)
    const table = await stage.run(['doctor', '--expect-rotation'])
    expect(table.stdout).toMatch(/^2 secrets in eu-central-1: 1 medium/m)
  })

  it('asks for the automatic repairs once, as a list', async () => {
    await stuckFleet(['prod/a', 'prod/b', 'prod/c'], 'shared-rotation', {step: 'createSecret', how: 'throws'})
    const run = await stage.run(['doctor', '--fix'], {
      tty: {columns: 100},
      env: {NO_COLOR: '1'},
      answers: ['y', 'n', 'n', 'n'],
    })
    expect(run.stderr.match(/Make these 3 automatic repairs\?/g)?.length).toBeGreaterThan(0)
    expect(changesOf(run)).toEqual(['UpdateSecretVersionStage', 'UpdateSecretVersionStage', 'UpdateSecretVersionStage'])
    for (const name of ['prod/a', 'prod/b', 'prod/c']) expect(await stage.labels(name)).not.toHaveProperty('AWSPENDING')
  })

  it('changes nothing when the list is declined', async () => {
    await stuckFleet(['prod/a', 'prod/b'], 'shared-rotation', {step: 'createSecret', how: 'throws'})
    const run = await stage.run(['doctor', '--fix'], {tty: {columns: 100}, answers: ['n']})
    expect(changesOf(run)).toEqual([])
    expect(run.stdout).toMatch(/pending-without-value declined/)
    expect(run.exitCode).toBe(3)
  })

  it('says once what a probe reads, without a number that is true of one secret only', async () => {
    for (const name of ['prod/a', 'prod/b']) await stage.secret(name, await stage.rotator(`${name.slice(-1)}-rotation`))
    await stage.rotate('prod/b')
    await stage.pass(HOUR)
    const run = await stage.run(['doctor', '--probe', loginProbe])
    expect(run.stderr.match(/Probe .*\n/g)).toEqual([
      expect.stringContaining(
        ': reads each value that it is asked about (GetSecretValue) and passes it on standard input.',
      ),
    ])
  })

  it('names a tag that is no target, and those that are', async () => {
    const arn = await stage.secret('prod/a', await stage.rotator('a-rotation'))
    await stage.secrets.send(new TagResourceCommand({SecretId: arn, Tags: [{Key: 'secrot:target', Value: 'iam_key'}]}))
    const said = 'prod/a: the tag secrot:target is "iam_key", which is no target; it may be iam-key, appsync-key, none.'
    expect((await stage.run(['doctor', 'prod/a'])).stderr).toContain(said)
    expect((await stage.run(['doctor', 'prod/a', '--target', 'none'])).stderr).not.toContain('no target')
  })

  it('says of further versions that a probe reads them too', async () => {
    await stage.secret('prod/a', await stage.rotator('a-rotation'))
    const [first] = Object.keys(await stage.versions('prod/a'))
    for (let count = 0; count < 3; count += 1) {
      await stage.rotate('prod/a')
      await stage.pass(HOUR)
    }
    await stage.setTarget('prod/a', first ?? '')
    const run = await stage.run(['doctor', 'prod/a', '--probe', loginProbe])
    const unlabelled = Object.values(await stage.versions('prod/a')).filter(labels => labels.length === 0).length
    expect(unlabelled).toBeGreaterThan(0)
    expect(run.stderr.match(/reads [^(]*/g)).toEqual([
      'reads the value of 2 versions ',
      `reads the value of ${unlabelled} more version${unlabelled === 1 ? '' : 's'} `,
    ])
  })

  it('asks once whether values of all its secrets may be read', async () => {
    await stuckFleet(['prod/a', 'prod/b'], 'shared-rotation', {step: 'testSecret', how: 'throws'})
    const run = await stage.run(['doctor'], {tty: {columns: 100}, env: {NO_COLOR: '1'}, answers: ['n']})
    expect(run.stderr).toContain('? Read values of these 2 secrets (GetSecretValue) to know what they are?')
    expect(run.calledActions).not.toContain('secretsmanager:GetSecretValue')
  })

  it('repairs per secret what asks: --allow ID@SECRET answers for one', async () => {
    await stuckFleet(['prod/a', 'prod/b'], 'shared-rotation', {step: 'testSecret', how: 'throws'})
    const allow = ['--allow', 'pending-live-current-dead@prod/b']
    const run = await stage.run(['doctor', '--probe', loginProbe, '--fix', ...allow, '--json'])
    expect(outcomes(run, 'pending-live-current-dead')).toEqual({'prod/a': 'declined', 'prod/b': 'fixed'})
  })

  it('repairs one of a group first and leaves the others when that was left unchanged or worse', async () => {
    await stuckFleet(['prod/a', 'prod/b', 'prod/c'], 'shared-rotation', {step: 'setSecret', how: 'throws'})
    const trust = ['--trust-handler', await stage.codeOf('shared-rotation')]
    const run = await stage.run([
      'doctor',
      '--probe',
      loginProbe,
      '--fix',
      ...trust,
      '--allow',
      'pending-not-applied@prod/a',
      '--allow',
      'pending-not-applied@prod/b',
      '--json',
    ])
    expect(changesOf(run).filter(change => change === 'InvokeFunction')).toHaveLength(1)
    expect(outcomes(run, 'pending-not-applied')['prod/c']).toBe('refused')
    expect(
      findingOf(
        {...run, json: {secrets: resultOf(run).secrets.filter(one => one.name === 'prod/b')}},
        'pending-not-applied',
      ).refusedBecause,
    ).toContain('prod/a')
  })

  it('goes on with the others when a named secret is missing, each with its own code', async () => {
    await stuckFleet(['prod/a'], 'a-rotation', {step: 'createSecret', how: 'throws'})
    await stage.secret('prod/well', await stage.rotator('well-rotation'))
    await stage.pass(HOUR)
    const run = await stage.run(['doctor', 'prod/a', 'prod/missing', 'prod/well', '--json'])
    const result = resultOf(run)
    expect(result.secrets.map(({name, exitCode}) => [name, exitCode])).toEqual([
      ['prod/a', 3],
      ['prod/well', 0],
    ])
    expect(result.failures).toMatchObject([{subject: 'prod/missing', code: 'SECRET_NOT_FOUND', exitCode: 1}])
    expect(run.exitCode).toBe(3)
    const text = await stage.run(['doctor', 'prod/well', 'prod/missing'])
    expect(text.stdout).toContain('nothing found; posture: 1 medium (--all); 1 secret could not be looked at (exit 1)')
    expect(text.stderr).toContain('Not looked at: prod/missing (')
    expect(text.exitCode).toBe(1)
  })

  it('repairs the others when a named secret is missing', async () => {
    await stuckFleet(['prod/a'], 'a-rotation', {step: 'createSecret', how: 'throws'})
    const run = await stage.run(['doctor', 'prod/missing', 'prod/a', '--fix', '--yes', '--json'])
    expect(changesOf(run)).toEqual(['UpdateSecretVersionStage'])
    expect(resultOf(run).failures).toHaveLength(1)
    const text = await stage.run(['doctor', 'prod/missing', 'prod/a', '--fix', '--allow', 'last-rotation-failed'])
    expect(text.stdout).toContain('1 secret could not be looked at')
    const second = await stage.run(['doctor', 'prod/missing', 'prod/gone', '--json'])
    expect(resultOf(second)).toMatchObject({secrets: [], caller: {account: '111122223333'}})
    expect(second.exitCode).toBe(1)
  })

  it('is limited by --function', async () => {
    await stuckFleet(['prod/a'], 'a-rotation', {step: 'createSecret', how: 'throws'})
    await stuckFleet(['prod/b'], 'b-rotation', {step: 'createSecret', how: 'throws'})
    const run = await stage.run(['doctor', '--function', 'b-rotation', '--json'])
    expect(Object.keys(byName(run))).toEqual(['prod/b'])
    expect((await stage.run(['doctor', '--function', 'nobodys'])).exitCode).toBe(1)
  })

  it('puts secrets whose consumers are refused first', async () => {
    await stuckFleet(['prod/a'], 'a-rotation', {step: 'createSecret', how: 'throws'})
    await stuckFleet(['prod/z'], 'z-rotation', {step: 'testSecret', how: 'throws'})
    const run = await stage.run(['doctor', '--probe', loginProbe, '--json'])
    expect(resultOf(run).secrets.map(secret => [secret.name, secret.consumers])).toEqual([
      ['prod/z', 'refused'],
      ['prod/a', 'working'],
    ])
  })

  it('costs at most fifteen series of look-ups, however many secrets', async () => {
    const names = Array.from({length: 12}, (_, index) => `prod/s${index}`)
    await stuckFleet(names, 'shared-rotation', {step: 'createSecret', how: 'throws'})
    const run = await stage.run(['doctor', '--json'])
    expect(run.calledActions.filter(action => action === 'cloudtrail:LookupEvents').length).toBeLessThanOrEqual(15)
    expect(resultOf(run).summary).toMatchObject({secrets: 12, critical: 12})
  })
})

describe('a function and its permission', () => {
  it('adds the statement that is missing, scoped to the account, with --yes', async () => {
    await stage.secret('prod/a', await stage.rotator('a-rotation'))
    await stage.lambda.send(new RemovePermissionCommand({FunctionName: 'a-rotation', StatementId: 'secrets-manager'}))
    const run = await stage.run(['doctor', 'prod/a', '--fix', '--yes', '--json'])
    expect(findingOf(run, 'invoke-permission-missing')).toMatchObject({outcome: 'fixed', fixClass: 'auto'})
    expect(changesOf(run)).toEqual(['AddPermission'])
    const again = await stage.run(['doctor', 'prod/a', '--fix', '--yes', '--json'])
    expect(conditionsOf(again)).toEqual([])
    expect(changesOf(again)).toEqual([])
    await stage.secrets.send(new RotateSecretCommand({SecretId: 'prod/a'}))
  })

  it('leads to grant where a statement of that id says something else, and grant replaces it', async () => {
    const arn = await stage.rotator('a-rotation')
    await stage.secret('prod/a', arn)
    const id = statementIdFor(arn, stage.sandbox.accountId)
    const grantee = {FunctionName: 'a-rotation', Action: 'lambda:InvokeFunction', SourceAccount: '999988887777'}
    await stage.lambda.send(
      new AddPermissionCommand({...grantee, StatementId: id, Principal: 'secretsmanager.amazonaws.com'}),
    )
    await stage.lambda.send(new RemovePermissionCommand({FunctionName: 'a-rotation', StatementId: 'secrets-manager'}))
    const run = await stage.run(['doctor', 'prod/a', '--fix', '--yes', '--json'])
    const {plan, advice, refusedBecause} = findingOf(run, 'invoke-permission-missing')
    expect([plan, advice, changesOf(run)]).toEqual([null, [`secrot grant ${arn}`], []])
    expect(refusedBecause).toContain('with other content')
    await stage.run(['grant', arn, '--allow', id])
    expect(conditionsOf(await stage.run(['doctor', 'prod/a', '--json']))).toEqual([])
  })

  it('says that the function is gone, with the commands, and repairs nothing', async () => {
    const {DeleteFunctionCommand} = await import('@aws-sdk/client-lambda')
    await stage.secret('prod/a', await stage.rotator('a-rotation'))
    await stage.lambda.send(new DeleteFunctionCommand({FunctionName: 'a-rotation'}))
    const run = await stage.run(['doctor', 'prod/a', '--json'])
    expect(conditionsOf(run)).toEqual(['function-not-found'])
    expect(findingOf(run, 'function-not-found').advice[0]).toContain(
      'aws secretsmanager rotate-secret --secret-id arn:',
    )
  })

  describe('in another account', () => {
    const other = '999900001111'

    /** A function of the same name in both accounts; the secret rotates with the one over there. */
    async function crossAccount(): Promise<{profile: Record<string, string>}> {
      const here = await stage.rotator('shared-name')
      const there = here.replace(stage.sandbox.accountId, other)
      const credentials = stage.sandbox.addAccount(other)
      const lambda = new LambdaClient({...stage.sandbox.config, credentials, maxAttempts: 3})
      const Role = stage.sandbox.iam.addRole({accountId: other, roleName: 'rotation'})
      const code = {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: {ZipFile: zipFiles({'index.mjs': 'export const handler = async () => {}'})},
      } as const
      await lambda.send(new CreateFunctionCommand({FunctionName: 'shared-name', Role, Timeout: 7, ...code}))
      const Principal = 'secretsmanager.amazonaws.com'
      await lambda.send(
        new AddPermissionCommand({
          FunctionName: 'shared-name',
          StatementId: 's',
          Action: 'lambda:InvokeFunction',
          Principal,
        }),
      )
      lambda.destroy()
      stage.sandbox.lambda.registerInProcess(there, () => Promise.reject(new Error('canary')))
      await stage.secret('prod/far', there)
      await stage.pass(HOUR)
      const file = join(await mkdtemp(join(tmpdir(), 'secrot-profiles-')), 'credentials')
      await writeFile(
        file,
        `[far]\naws_access_key_id = ${credentials.accessKeyId}\naws_secret_access_key = ${credentials.secretAccessKey}\n`,
      )
      return {profile: {AWS_SHARED_CREDENTIALS_FILE: file}}
    }

    it('is not asked with this account’s credentials: unknown, with the account named, and no repair there', async () => {
      await crossAccount()
      const run = await stage.run(['doctor', 'prod/far', '--json'])
      expect(secretOf(run).unread).toContainEqual(
        expect.objectContaining({fact: 'function', reason: expect.stringContaining(other) as string}),
      )
      expect(run.calledActions).not.toContain('lambda:GetFunctionConfiguration')
      expect(run.calledActions).not.toContain('lambda:GetPolicy')
    })

    it('is asked with the profile that --function-profile names', async () => {
      const {profile} = await crossAccount()
      const run = await stage.run(['doctor', 'prod/far', '--function-profile', 'far', '--json'], {env: profile})
      expect(secretOf(run).unread).toEqual([])
      expect(run.calledActions).toContain('lambda:GetFunctionConfiguration')
    })
  })
})

describe('a secret that a service owns', () => {
  const owned = {rules: {AutomaticallyAfterDays: 7}, name: 'rds!cluster-4f1c', owningService: 'rds', value: '{}'}
  const seed = () => {
    const {accountId, region} = stage.sandbox
    return stage.sandbox.seedServiceOwnedSecret({...owned, accountId, region})
  }

  it('is named with the service’s own command, and nothing is repaired', async () => {
    seed()
    const run = await stage.run(['doctor', 'rds!cluster-4f1c', '--fix', '--yes'])
    expect(run.stdout).toContain('rds rotates this secret: no repair here applies.')
    expect(run.stdout).toContain('aws rds modify-db-cluster --db-cluster-identifier $(aws rds describe-db-clusters')
    expect(changesOf(run)).toEqual([])
    expect(run.exitCode).toBe(0)
  })

  it('is refused, with the owner’s command as the next one, when AWSPENDING is left over', async () => {
    const {CreateSecretCommand, PutSecretValueCommand} = await import('@aws-sdk/client-secrets-manager')
    const Name = 'crm/client!1'
    const Type = 'SalesforceClientSecret'
    const {ARN: arn = ''} = await stage.secrets.send(new CreateSecretCommand({Name, Type, SecretString: '{}'}))
    await stage.secrets.send(
      new PutSecretValueCommand({SecretId: Name, SecretString: '{"a":1}', VersionStages: ['AWSPENDING']}),
    )
    await stage.pass(26 * HOUR)
    const run = await stage.run(['doctor', Name, '--fix', '--yes'])
    expect(run.stdout).toContain('AWSPENDING is left on')
    expect(run.stdout).toContain('only managed external secrets (SalesforceClientSecret) may change this secret')
    expect(run.stderr).toContain(`Next: aws secretsmanager rotate-secret --secret-id '${arn}'`)
    expect(run.calledActions).not.toContain('secretsmanager:GetSecretValue')
    expect(changesOf(run)).toEqual([])
    expect(run.exitCode).toBe(3)
  })
})

describe('what could merely be better', () => {
  it('is one counted line unless --all, and counts for the exit code only with --strict', async () => {
    await stage.secret('prod/a', await stage.rotator('a-rotation'))
    await stage.secrets.send(new CancelRotateSecretCommand({SecretId: 'prod/a'}))
    const run = await stage.run(['doctor', 'prod/a'])
    expect(run.stdout).toContain('nothing found; posture: 2 medium (--all)')
    expect(run.stdout).not.toContain('rotation-off')
    expect(run.exitCode).toBe(0)
    expect((await stage.run(['doctor', 'prod/a', '--all'])).stdout).toContain('1  medium  rotation-off')
    expect((await stage.run(['doctor', 'prod/a', '--strict'])).exitCode).toBe(3)
    expect((await stage.run(['doctor', 'prod/a', '--expect-rotation'])).exitCode).toBe(3)
  })

  it('switches rotation on again only by an answer of its own', async () => {
    await stage.secret('prod/a', await stage.rotator('a-rotation'))
    await stage.secrets.send(new CancelRotateSecretCommand({SecretId: 'prod/a'}))
    await stage.pass(HOUR)
    expect(changesOf(await stage.run(['doctor', 'prod/a', '--fix', '--yes', '--json']))).toEqual([])
    const run = await stage.run(['doctor', 'prod/a', '--fix', '--allow', 'rotation-off', '--json'])
    expect(changesOf(run)).toEqual(['RotateSecret'])
    expect(findingOf(run, 'rotation-off').outcome).toBe('fixed')
  })

  it('takes AWSPENDING off AWSCURRENT only with --tidy', async () => {
    await stage[Symbol.asyncDispose]()
    stage = await startDoctorStage({switches: {pendingCleanup: false}})
    await stage.secret('prod/a', await stage.rotator('a-rotation'))
    await stage.pass(HOUR)
    expect(changesOf(await stage.run(['doctor', 'prod/a', '--fix', '--yes', '--json']))).toEqual([])
    const run = await stage.run(['doctor', 'prod/a', '--fix', '--yes', '--tidy', '--json'])
    expect(changesOf(run)).toEqual(['UpdateSecretVersionStage'])
    expect(await stage.labels('prod/a')).not.toHaveProperty('AWSPENDING')
  })
})

describe('the command line', () => {
  it.each([
    [['doctor', 'prod/a', '--allow', 'no-such-check'], 'UNKNOWN_RULE'],
    [['doctor', 'prod/a', '--only', 'no-such-check'], 'UNKNOWN_RULE'],
    [['doctor', '--explain', 'no-such-check'], 'UNKNOWN_RULE'],
    [['doctor', 'prod/a', '--attest', 'pending=maybe'], 'ATTEST_MALFORMED'],
    [['doctor', 'prod/a', '--unused-for', '1h'], 'UNUSED_TOO_SHORT'],
    [['doctor', '--choose', 'finish'], 'ONE_SECRET_NEEDED'],
  ])('refuses %j with exit 2 in both output modes', async (argv, code) => {
    const text = await stage.run(argv)
    expect([text.exitCode, text.stderr]).toEqual([2, expect.stringContaining(code)])
    const json = await stage.run([...argv, '--json'])
    expect([json.exitCode, (json.json as {error: {code: string}}).error.code]).toEqual([2, code])
  })

  it('refuses a probe that only a shell could start', async () => {
    await stage.secret('prod/a', await stage.rotator('a-rotation'))
    const run = await stage.run(['doctor', 'prod/a', '--probe', 'cat | grep x'])
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('PROBE_MALFORMED')])
  })

  it('is 1 for a secret that does not exist', async () => {
    const run = await stage.run(['doctor', 'prod/none', '--json'])
    expect(run.exitCode).toBe(1)
    expect((run.json as {error: {code: string}}).error.code).toBe('SECRET_NOT_FOUND')
  })

  it('explains one check, and lists all', async () => {
    const one = await stage.run(['doctor', '--explain', 'pending-live-current-dead'])
    expect(one.stdout).toContain('Consumers are refused; the working value waits in AWSPENDING')
    expect(one.stdout).toContain(
      'https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html',
    )
    expect((await stage.run(['doctor', '--explain', 'all'])).stdout.split('\n').length).toBeGreaterThan(30)
    expect(one.calledActions).toEqual([])
  })

  it('writes SARIF and JUnit', async () => {
    await stuckFleet(['prod/a'], 'a-rotation', {step: 'createSecret', how: 'throws'})
    const sarif = await stage.run(['doctor', 'prod/a', '--format', 'sarif'])
    expect(JSON.parse(sarif.stdout)).toMatchObject({
      version: '2.1.0',
      runs: [{results: [{ruleId: 'pending-without-value'}, {ruleId: 'handler-not-rehearsed'}]}],
    })
    const junit = await stage.run(['doctor', 'prod/a', '--format', 'junit'])
    expect(junit.stdout).toContain('<testcase classname="prod/a" name="pending-without-value"><failure type="critical"')
    expect([sarif.exitCode, junit.exitCode]).toEqual([3, 3])
  })

  it('has the members of the transcripts in its JSON, always the same', async () => {
    await stuckFleet(['prod/a'], 'a-rotation', {step: 'createSecret', how: 'throws'})
    await stage.secret('prod/well', await stage.rotator('well-rotation'))
    for (const name of ['prod/a', 'prod/well']) {
      const run = await stage.run(['doctor', name, '--json'])
      const result = run.json as Record<string, unknown>
      expect(Object.keys(result)).toEqual(
        expect.arrayContaining([
          'schemaVersion',
          'command',
          'startedAt',
          'endedAt',
          'exitCode',
          'caller',
          'secrets',
          'summary',
        ]),
      )
      expect(result).toMatchObject({
        schemaVersion: 1,
        command: 'doctor',
        exitCode: run.exitCode,
        caller: {account: '111122223333', region: 'eu-central-1', arn: expect.any(String) as string},
      })
      expect(Object.keys(secretOf(run)).sort()).toEqual([
        'after',
        'arn',
        'consumers',
        'exitCode',
        'facts',
        'findings',
        'headline',
        'log',
        'name',
        'phase',
        'refused',
        'remarks',
        'states',
        'unread',
        'verdict',
      ])
      for (const finding of secretOf(run).findings)
        expect(Object.keys(finding)).toEqual(
          expect.arrayContaining([
            'id',
            'severity',
            'group',
            'message',
            'url',
            'fixClass',
            'causedBy',
            'evidence',
            'verdict',
            'refusedBecause',
            'outcome',
            'callsMade',
            'plan',
          ]),
        )
    }
  })
})
