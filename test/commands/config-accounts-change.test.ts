import {CreateKeyCommand, KMSClient} from '@aws-sdk/client-kms'
import {UpdateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {changesOf} from '../support/doctor-answers.ts'
import {FAR, type FarFunction, startFarFunction, THERE} from '../support/far-function.ts'
import {newestRun} from '../support/journal-files.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

let far: FarFunction

beforeEach(async () => {
  far = await startFarFunction()
})
afterEach(() => far[Symbol.asyncDispose]())

const byRole = () => far.configure({[THERE]: {role: 'operator'}})
const byProfile = () => far.configure({[THERE]: {profile: 'far'}})
const checkOf = (run: SecrotRun, name: string) =>
  (JSON.parse(run.stdout) as {checks: readonly {name: string; state: string; text: string}[]}).checks.find(
    check => check.name === name,
  )

describe('grant for a function of another account', () => {
  const grant = (...more: readonly string[]) => far.run(['grant', far.functionArn, '--secret', FAR, ...more])

  it('lists through a role, and the next command asks for a profile', async () => {
    expect((await grant('--list')).exitCode).toBe(2)
    await far.takePermission()
    await byRole()
    const run = await grant('--list')
    expect(run.exitCode).toBe(0)
    expect(run.stderr).toMatch(/Next: secrot grant .* --function-profile NAME/)
  })

  it('changes nothing through a role (exit 2), and leads to a profile', async () => {
    await far.takePermission()
    await byRole()
    for (const more of [['--yes'], ['--revoke'], ['--dry-run']]) {
      const run = await grant(...more)
      expect([run.exitCode, changesOf(run)]).toEqual([2, []])
      expect(run.calledActions).not.toContain('lambda:RemovePermission')
      expect(run.stderr).toContain('a role only reads')
      expect(run.stderr).toContain('--function-profile NAME')
    }
  })

  it('writes it through a profile, and the command that is shown names the profile', async () => {
    await far.takePermission()
    await byProfile()
    const run = await grant('--yes')
    expect([run.exitCode, changesOf(run)]).toEqual([0, ['AddPermission']])
    expect(run.stderr).toMatch(/aws lambda add-permission .*--profile far/s)
  })
})

describe('undo of a grant in another account', () => {
  it('takes it away through a profile, and nothing through a role (exit 3)', async () => {
    await far.takePermission()
    await byProfile()
    const granted = await far.run(['grant', far.functionArn, '--secret', FAR, '--yes', '--json'])
    const {statementId} = JSON.parse(granted.stdout) as {statementId: string}
    const undo = ['undo', await newestRun(far.stateDir), '--yes', '--allow', statementId]
    await byRole()
    const kept = await far.run(undo)
    expect(kept.stdout + kept.stderr).toContain('a role only reads')
    expect(kept.exitCode).toBe(3)
    expect(kept.calledActions).not.toContain('lambda:RemovePermission')
    await byProfile()
    const taken = await far.run(undo)
    expect(taken.exitCode).toBe(0)
    expect(taken.calledActions).toContain('lambda:RemovePermission')
  })
})

describe('enable with a function of another account', () => {
  const enable = (...more: readonly string[]) =>
    far.run(['enable', FAR, '--every', '14d', '--function', far.functionArn, '--yes', '--later', ...more])

  it('looks at it as the configuration says', async () => {
    expect(checkOf(await enable('--dry-run', '--json'), 'function')).toMatchObject({state: 'unknown'})
    for (const configure of [byRole, byProfile]) {
      await configure()
      const run = await enable('--dry-run', '--json')
      expect(checkOf(run, 'function')).toMatchObject({state: 'ok'})
      expect(checkOf(run, 'permission')).toMatchObject({state: 'ok'})
    }
  })

  it('stops where a role would have to write the permission (exit 3), and leads to a profile', async () => {
    await far.takePermission()
    await byRole()
    const run = await enable('--grant')
    expect([run.exitCode, changesOf(run)]).toEqual([3, []])
    expect(run.stderr).toMatch(/Next: secrot grant .* --function-profile NAME/)
  })

  it('writes the permission through a profile', async () => {
    await far.takePermission()
    await byProfile()
    const run = await enable('--grant')
    expect(run.exitCode).toBe(0)
    expect(changesOf(run)).toEqual(['AddPermission', 'RotateSecret'])
  })
})

describe('enable with a key of another account', () => {
  /** Its policy lets this account use it, and not look at it. */
  const keyThere = async (): Promise<string> => {
    const statement = (account: string, Action: readonly string[]) => ({
      Effect: 'Allow',
      Principal: {AWS: `arn:aws:iam::${account}:root`},
      Action,
      Resource: '*',
    })
    const used = ['kms:Decrypt', 'kms:GenerateDataKey']
    const Statement = [statement(THERE, ['kms:*']), statement(far.stage.sandbox.accountId, used)]
    const kms = new KMSClient({...far.stage.sandbox.config, credentials: far.theirs})
    const {KeyMetadata} = await kms.send(
      new CreateKeyCommand({Policy: JSON.stringify({Version: '2012-10-17', Statement})}),
    )
    kms.destroy()
    return KeyMetadata?.Arn ?? ''
  }

  it('looks at the key as the configuration says', async () => {
    const functionArn = await far.stage.rotator('near')
    await far.stage.secret('prod/near', functionArn, {rotate: false})
    const KmsKeyId = await keyThere()
    await far.stage.secrets.send(new UpdateSecretCommand({SecretId: 'prod/near', KmsKeyId}))
    const enable = ['enable', 'prod/near', '--every', '14d', '--function', functionArn, '--dry-run', '--json']
    expect(checkOf(await far.run(enable), 'key')?.text).toContain('you may not')
    for (const configure of [byRole, byProfile]) {
      await configure()
      expect(checkOf(await far.run(enable), 'key')?.text).toContain(`${KmsKeyId} is enabled`)
    }
    await far.configure({[THERE]: {role: 'nobody'}})
    expect(checkOf(await far.run(enable), 'key')).toMatchObject({state: 'unknown', source: 'sts:AssumeRole'})
  })
})
