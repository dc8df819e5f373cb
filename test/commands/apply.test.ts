import {
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {RemovePermissionCommand} from '@aws-sdk/client-lambda'
import {readdir, readFile, stat, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {changesOf, findingOf, resultOf, secretOf} from '../support/doctor-answers.ts'
import {HOUR} from '../support/doctor-stage.ts'
import {breachesOf} from '../support/json-schema.ts'
import {answers, NAME, type PlanStage, probe, ROTATOR, startPlanStage} from '../support/plan-stage.ts'

const screen = {tty: {columns: 100}, env: {NO_COLOR: '1'}}

let plans: PlanStage

beforeEach(async () => {
  plans = await startPlanStage()
})
afterEach(() => plans[Symbol.asyncDispose]())

describe('doctor --plan', () => {
  it('writes the repairs that --fix would offer, and changes nothing', async () => {
    const {pending, current} = await plans.consumersDown()
    const run = await plans.plan(NAME, ...probe)
    expect([run.exitCode, changesOf(run)]).toEqual([3, []])
    const {arn} = secretOf(run)
    expect(await plans.read()).toMatchObject({
      formatVersion: 1,
      account: '111122223333',
      partition: 'aws',
      region: 'eu-central-1',
      secrets: [
        {
          arn,
          fingerprint: {
            labels: expect.arrayContaining([
              {label: 'AWSCURRENT', versionId: current},
              {label: 'AWSPENDING', versionId: pending},
            ]) as unknown,
            rotation: 'on',
            values: expect.arrayContaining([{versionId: pending, value: 'own'}]) as unknown,
            answers: expect.arrayContaining([{versionId: current, answer: 'no'}]) as unknown,
          },
          repairs: [{finding: 'pending-live-current-dead', plan: 'finish', fixClass: 'ask', attested: []}],
        },
      ],
    })
    expect(breachesOf('plan', await plans.read())).toEqual([])
    expect(resultOf(run).plan).toMatchObject({path: plans.path, outcome: 'written', secrets: 1, repairs: 1})
    expect(resultOf(run).next).toBe(`secrot apply ${plans.path} --probe ${probe[1]}`)
  })

  it('writes a file that only its owner may read, and leaves no other file', async () => {
    await plans.withoutValue(NAME)
    await plans.plan(NAME)
    expect((await stat(plans.path)).mode & 0o777).toBe(0o600)
    expect(await readdir(plans.folder)).toEqual(['plan.json'])
    await plans.plan(NAME, '--force')
    expect([(await stat(plans.path)).mode & 0o777, await readdir(plans.folder)]).toEqual([0o600, ['plan.json']])
  })

  it('holds neither a value nor a digest of one, nor anything that could be executed', async () => {
    const {pending} = await plans.consumersDown()
    await plans.plan(NAME, ...probe)
    const text = await readFile(plans.path, 'utf8')
    for (const form of await formsOf(await plans.stage.password(NAME, pending))) expect(text).not.toContain(form)
    for (const form of await formsOf('first-password-0001')) expect(text).not.toContain(form)
    expect(text).not.toMatch(/aws |update-secret|login-probe|https?:|profile|function:|app/)
  })

  it('names --read-values in the next command where somebody let the values be read', async () => {
    await plans.neverSet(NAME)
    const argv = ['doctor', NAME, '--plan', plans.path]
    await plans.stage.lambda.send(new RemovePermissionCommand({FunctionName: ROTATOR, StatementId: 'secrets-manager'}))
    const run = await plans.stage.run(argv, {...screen, answers: ['y']})
    expect(run.stderr).toContain(`Next: secrot apply ${plans.path} --read-values\n`)
    expect((await plans.apply('--read-values', '--yes')).json).toMatchObject({plan: {outcome: 'equal'}})
  })

  it('keeps a file that is there, unless --force', async () => {
    await plans.withoutValue(NAME)
    await plans.write('mine')
    const run = await plans.plan(NAME)
    expect([run.exitCode, run.json]).toMatchObject([2, {error: {code: 'PLAN_FILE_REFUSED'}}])
    expect(run.calledActions).toEqual(['sts:GetCallerIdentity'])
    expect(await readFile(plans.path, 'utf8')).toBe('mine')
    expect((await plans.plan(NAME, '--force')).exitCode).toBe(3)
    expect(await plans.read()).toMatchObject({formatVersion: 1})
  })

  it('goes through no symlink, not even with --force', async () => {
    await plans.withoutValue(NAME)
    const aim = join(plans.folder, 'aim')
    await writeFile(aim, 'mine')
    await symlink(aim, plans.path)
    const run = await plans.plan(NAME, '--force')
    expect([run.exitCode, await readFile(aim, 'utf8')]).toEqual([2, 'mine'])
  })

  it('writes nothing where nothing is to be repaired', async () => {
    await plans.stage.secret(NAME, await plans.stage.rotator('ok-rotation'))
    const run = await plans.plan(NAME)
    expect([run.exitCode, resultOf(run).plan?.outcome, await readdir(plans.folder)]).toEqual([0, 'empty', []])
  })
})

describe('apply', () => {
  it('makes the repair of the plan once somebody agrees, as --fix does', async () => {
    const {pending} = await plans.consumersDown()
    await plans.plan(NAME, ...probe)
    const run = await plans.stage.run(['apply', plans.path, ...probe], {...screen, answers: ['y']})
    expect(run.stderr).toContain('(y/N, --allow pending-live-current-dead)')
    expect(run.stdout).toContain('✔ repaired: who reads prod/orders/db again gets a working value')
    expect(await plans.stage.labels(NAME)).toMatchObject({AWSCURRENT: pending})
  })

  it('answers in the shape of doctor, and the second time finds that nothing is as planned', async () => {
    await plans.consumersDown()
    await plans.plan(NAME, ...probe)
    const run = await plans.apply(...probe, ...answers)
    expect(resultOf(run).plan).toMatchObject({outcome: 'equal', differences: []})
    expect(findingOf(run, 'pending-live-current-dead')).toMatchObject({outcome: 'fixed', callsMade: 2})
    const again = await plans.apply(...probe, ...answers)
    expect([again.exitCode, changesOf(again), resultOf(again).plan?.outcome]).toEqual([3, [], 'changed'])
  })

  it('changes nothing when somebody says no, and where nobody can be asked it names the flag', async () => {
    await plans.consumersDown()
    await plans.plan(NAME, ...probe)
    const no = await plans.stage.run(['apply', plans.path, ...probe], {...screen, answers: ['n']})
    expect([no.exitCode, changesOf(no)]).toEqual([3, []])
    const nobody = await plans.apply(...probe, '--yes')
    expect([nobody.exitCode, changesOf(nobody)]).toEqual([2, []])
    expect(nobody.stdout).toContain('--allow pending-live-current-dead')
  })

  it('shows the calls and stops with --dry-run', async () => {
    await plans.withoutValue(NAME)
    await plans.plan(NAME)
    const run = await plans.stage.run(['apply', plans.path, '--dry-run'])
    expect(changesOf(run)).toEqual([])
    expect(run.stderr).toContain(
      `${NAME}: discard (pending-without-value); hits nobody; --yes\nwould run: aws secretsm`,
    )
    expect(run.stderr).toContain(`Next: secrot apply ${plans.path}\n`)
  })

  it('repairs several secrets, and none of them when one has changed', async () => {
    const first = await plans.withoutValue('prod/a')
    await plans.withoutValue('prod/b')
    await plans.plan('prod/a', 'prod/b')
    await plans.stage.move('prod/a', 'AWSPENDING', first)
    await plans.stage.move('prod/a', 'mine', undefined, (await plans.stage.labels('prod/a'))['AWSCURRENT'])
    const stale = await plans.apply('--yes')
    expect([stale.exitCode, changesOf(stale)]).toEqual([3, []])
    expect(resultOf(stale).plan?.differences).toMatchObject([{name: 'prod/a', field: 'fingerprint.labels'}])
    await plans.stage.pass(HOUR)
    await plans.plan('prod/b', '--force')
    expect(changesOf(await plans.apply('--yes'))).toEqual(['UpdateSecretVersionStage'])
  })

  it('repairs secrets of several regions, each in its own', async () => {
    const {sandbox, secrets} = plans.stage
    const there = new SecretsManagerClient({...sandbox.config, region: 'us-east-1', maxAttempts: 3})
    const arns: string[] = []
    for (const client of [secrets, there]) {
      const {ARN = ''} = await client.send(new CreateSecretCommand({Name: 'prod/done', SecretString: 'first'}))
      const done = {SecretId: ARN, SecretString: 'second', VersionStages: ['AWSCURRENT', 'AWSPENDING']}
      await client.send(new PutSecretValueCommand(done))
      arns.push(ARN)
    }
    await plans.stage.pass(25 * HOUR)
    await plans.plan(...arns, '--tidy')
    const run = await plans.apply('--tidy', '--yes')
    expect(changesOf(run)).toEqual(['UpdateSecretVersionStage', 'UpdateSecretVersionStage'])
    for (const [index, client] of [secrets, there].entries()) {
      const {VersionIdsToStages: labels = {}} = await client.send(new DescribeSecretCommand({SecretId: arns[index]}))
      expect(Object.values(labels).flat()).not.toContain('AWSPENDING')
    }
    there.destroy()
  })

  it('offers nothing that does not stand in the plan: what a repair makes possible waits for another one', async () => {
    await plans.neverSet(NAME)
    await plans.stage.mend(ROTATOR)
    await plans.stage.lambda.send(new RemovePermissionCommand({FunctionName: ROTATOR, StatementId: 'secrets-manager'}))
    const flags = [...probe, '--trust-handler', await plans.stage.codeOf(ROTATOR)]
    await plans.plan(NAME, ...flags)
    const {secrets} = await plans.read()
    expect(secrets[0]?.repairs.map(({finding}) => finding)).toEqual(['invoke-permission-missing'])
    const run = await plans.apply(...flags, '--yes', '--allow', 'pending-not-applied')
    expect(changesOf(run)).toEqual(['AddPermission'])
    expect(secretOf(run).after?.findings).toContainEqual(
      expect.objectContaining({id: 'pending-not-applied', outcome: 'planned'}),
    )
  })

  it('takes nothing but its own flags: a plan that rests on a probe is stale without it', async () => {
    await plans.consumersDown()
    await plans.plan(NAME, ...probe)
    const run = await plans.apply(...answers)
    expect([run.exitCode, changesOf(run)]).toEqual([3, []])
    expect(resultOf(run).plan?.differences[0]?.field).toMatch(/^fingerprint\.(values|answers)$/)
    expect(resultOf(run).next).toBe(`secrot doctor ${secretOf(run).arn} --plan ${plans.path} --force`)
  })
})

/** A text as it might stand in a file: itself, encoded, or hashed. */
async function formsOf(value: string): Promise<readonly string[]> {
  const {createHash} = await import('node:crypto')
  const bytes = Buffer.from(value)
  const hashes = ['md5', 'sha1', 'sha256', 'sha512'].flatMap(kind =>
    (['hex', 'base64'] as const).map(form => createHash(kind).update(bytes).digest(form).slice(0, 16)),
  )
  return [value, bytes.toString('hex'), bytes.toString('base64'), encodeURIComponent(value), ...hashes]
}
