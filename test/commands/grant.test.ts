import {CreateAliasCommand, LambdaClient, PublishVersionCommand} from '@aws-sdk/client-lambda'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {permissionsOf, type Permissions} from '../support/permissions.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

let bench: RotatorBench
let permissions: Permissions
const account = '111122223333'
const arn = `arn:aws:lambda:eu-central-1:${account}:function:api-rotation`
const terminal = {tty: {columns: 200}, env: {NO_COLOR: '1'}}

/** A function that nobody may invoke yet. */
beforeEach(async () => {
  bench = await startRotators()
  permissions = permissionsOf(bench)
  await bench.rotator('api-rotation')
  await permissions.remove('api-rotation', 'secrets-manager')
})

afterEach(async () => {
  permissions[Symbol.dispose]()
  await bench[Symbol.asyncDispose]()
})

interface Answer {
  readonly outcome: string
  readonly allowed: boolean
  readonly statementId: string | null
  readonly function: object
  readonly statements: readonly {readonly id: string; readonly relation: string}[]
  readonly changes: readonly {readonly aws: string; readonly undo: readonly string[]}[]
  readonly error?: {readonly code: string}
}

const changing = (run: SecrotRun): readonly string[] =>
  run.calledActions.filter(action => /:(Add|Remove)Permission$/.test(action))

async function answerOf(...argv: string[]): Promise<Answer & {readonly exitCode: number}> {
  const run = await bench.run(['grant', ...argv, '--json'])
  return run.json as Answer & {exitCode: number}
}

const deniedUser = (action: string): {env: Record<string, string>} => {
  const Statement = [
    {Effect: 'Allow', Action: '*', Resource: '*'},
    {Effect: 'Deny', Action: action, Resource: '*'},
  ]
  const policies = {most: {Version: '2012-10-17', Statement}}
  const key = bench.sandbox.iam.addUser({accountId: bench.sandbox.accountId, userName: 'reader', policies})
  return {env: {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}}
}

describe('grant', () => {
  it('shows the call and its undo, asks, and adds a statement for the account', async () => {
    const run = await bench.run(['grant', 'api-rotation'], {...terminal, answers: ['y']})
    const [statement, ...more] = await permissions.of('api-rotation')
    expect(run.stderr).toContain(`Let Secrets Manager invoke ${arn} · ${account} · eu-central-1 · root`)
    expect(run.stderr).toContain(`  undo  aws lambda remove-permission --function-name ${arn} --statement-id`)
    expect(run.stderr).toContain(`? Let Secrets Manager of account ${account} invoke ${arn}? (y/N, --yes) y`)
    expect(more).toEqual([])
    expect(statement?.Condition).toEqual({StringEquals: {'AWS:SourceAccount': account}})
    expect(run.stdout).toContain(`✔ granted by statement ${statement?.Sid}: Secrets Manager of account ${account} may`)
    expect(run.exitCode).toBe(0)
  })

  it('makes no mutating call the second time and says so', async () => {
    const first = await answerOf('api-rotation', '--yes')
    const second = await bench.run(['grant', 'api-rotation', '--yes'])
    expect(changing(second)).toEqual([])
    expect(second.stdout).toContain(`already granted by statement ${first.statementId}, nothing was changed`)
    expect(second.exitCode).toBe(0)
  })

  it('changes nothing when the answer is no (exit 3), and with --dry-run', async () => {
    const declined = await bench.run(['grant', 'api-rotation'], {...terminal, answers: ['']})
    const planned = await bench.run(['grant', 'api-rotation', '--dry-run'])
    expect([declined.exitCode, declined.stdout]).toEqual([3, '○ declined, nothing was changed (exit 3)\n'])
    expect([planned.exitCode, planned.stdout]).toEqual([0, '○ planned, nothing was changed (--dry-run)\n'])
    expect([...changing(declined), ...changing(planned)]).toEqual([])
  })

  it('asks nobody where nobody can answer: it names the flag (exit 2)', async () => {
    const run = await bench.run(['grant', 'api-rotation'])
    expect([run.exitCode, changing(run)]).toEqual([2, []])
    expect(run.stderr).toContain('--yes')
  })

  it('lets the function be invoked: the refusal of rotate names it, and afterwards the secret rotates', async () => {
    await permissions.add('api-rotation')
    await bench.secret('prod/api', arn)
    await permissions.remove('api-rotation', 'theirs')
    const refused = await bench.run(['rotate', 'prod/api', '--yes'])
    expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining(`Allow it: secrot grant ${arn}\n`)])
    const granted = await bench.run(['grant', arn, '--secret', 'prod/api', '--yes'])
    expect(granted.exitCode).toBe(0)
    const rotated = await bench.run(['rotate', 'prod/api', '--yes'])
    expect(rotated.exitCode).toBe(0)
  })

  it('scopes it to one secret with --secret, beside one for another secret', async () => {
    const one = await bench.secret('prod/one')
    const two = await bench.secret('prod/two')
    await answerOf('api-rotation', '--secret', 'prod/one', '--yes')
    const answer = await answerOf('api-rotation', '--secret', two, '--yes')
    expect(answer.statements.map(({relation}) => relation)).toEqual(['elsewhere', 'exact'])
    const conditions = (await permissions.of('api-rotation')).map(({Condition}) => Condition)
    expect(conditions).toEqual(
      [one, two].map(secretArn => ({
        StringEquals: {'AWS:SourceAccount': account},
        ArnLike: {'AWS:SourceArn': secretArn},
      })),
    )
    expect((await answerOf('api-rotation', '--list')).statements.map(({relation}) => relation)).toEqual([
      'narrower',
      'narrower',
    ])
  })

  it('writes the policy of the very alias, and warns when the secret rotates with another', async () => {
    const lambda = new LambdaClient(bench.sandbox.config)
    await lambda.send(new PublishVersionCommand({FunctionName: 'api-rotation'}))
    await lambda.send(new CreateAliasCommand({FunctionName: 'api-rotation', Name: 'live', FunctionVersion: '1'}))
    lambda.destroy()
    const answer = await answerOf('api-rotation:live', '--yes')
    expect(answer.function).toMatchObject({arn: `${arn}:live`, qualifier: 'live'})
    expect((await permissions.of('api-rotation:live')).map(({Resource}) => Resource)).toEqual([`${arn}:live`])
    expect(await permissions.of('api-rotation')).toEqual([])
    await bench.secret('prod/api', `${arn}:live`)
    const beside = await bench.run(['grant', 'api-rotation', '--secret', 'prod/api', '--dry-run'])
    expect(beside.stderr).toContain(`prod/api rotates with ${arn}:live; a permission on ${arn} does not count there.`)
  })

  it.each([
    ['wider', {}],
    ['public', {Principal: '*'}],
  ])('adds nothing beside a %s statement, and narrows it with --narrow', async (relation, members) => {
    await permissions.add('api-rotation', members)
    const run = await bench.run(['grant', 'api-rotation', '--yes'])
    expect([run.exitCode, changing(run)]).toEqual([0, []])
    expect(run.stdout).toContain('already granted by statement theirs, nothing was changed')
    expect(run.stdout).toMatch(new RegExp(`^theirs +${relation} +Allow `, 'm'))
    expect(run.stderr).toContain(`Next: secrot grant ${arn} --narrow\n`)
    const narrowed = await bench.run(['grant', 'api-rotation', '--narrow', '--yes'])
    expect(narrowed.stderr).toContain(`Next: secrot grant ${arn} --revoke theirs\n`)
    const revoked = await bench.run(['grant', arn, '--revoke', 'theirs', '--allow', 'theirs'])
    expect(revoked.stdout).toContain('took statement theirs away: Secrets Manager of account 111122223333 may still')
    expect(await permissions.of('api-rotation')).toHaveLength(1)
    expect(revoked.stderr).not.toContain('Next:')
  })

  it('names a statement that says the same once more', async () => {
    await permissions.add('api-rotation', {SourceAccount: account})
    await permissions.add('api-rotation', {SourceAccount: account, StatementId: 'again'})
    const run = await bench.run(['grant', 'api-rotation', '--yes'])
    expect(changing(run)).toEqual([])
    expect(run.stdout).toMatch(/^theirs +exact .*\nagain +duplicate /m)
    expect(run.stderr).toContain(`Next: secrot grant ${arn} --revoke again\n`)
  })

  it('replaces a statement of its id with other content only when that id is typed or allowed', async () => {
    const {statementId} = await answerOf('api-rotation', '--yes')
    const id = statementId ?? ''
    await permissions.remove('api-rotation', id)
    await permissions.add('api-rotation', {StatementId: id, SourceAccount: '999988887777'})
    const unanswered = await bench.run(['grant', 'api-rotation', '--yes'])
    expect([unanswered.exitCode, changing(unanswered)]).toEqual([2, []])
    expect(unanswered.stderr).toContain(`--allow ${id}`)
    const answer = await answerOf('api-rotation', '--yes', '--allow', id)
    expect(answer).toMatchObject({outcome: 'granted', allowed: true, statements: [{id, relation: 'exact'}]})
    expect(answer.changes[0]?.undo).toEqual([expect.stringContaining('--source-account 999988887777')])
  })

  it('sends nothing when the policy changed between plan and call (STATE_CHANGED, exit 3)', async () => {
    let changed: Promise<void> | undefined
    const run = await bench.run(['grant', 'api-rotation'], {
      ...terminal,
      answers: ['y'],
      onOutput: ({stderr}) => {
        if (stderr.includes('(y/N, --yes)'))
          changed ??= permissions.add('api-rotation', {Principal: 's3.amazonaws.com'})
      },
    })
    await changed
    expect([run.exitCode, changing(run)]).toEqual([3, []])
    expect(run.stderr).toContain('STATE_CHANGED')
  })

  it('believes the policy and not a lost reply', async () => {
    bench.sandbox.faults.set([{kind: 'lost-reply', operation: 'AddPermission', times: 1}])
    expect(await answerOf('api-rotation', '--yes')).toMatchObject({outcome: 'granted', allowed: true})
  })

  it.each(['lambda:AddPermission', 'lambda:GetPolicy'])('ends with 5 for a caller without %s', async action => {
    const run = await bench.run(['grant', 'api-rotation', '--yes'], deniedUser(action))
    expect([run.exitCode, run.stderr]).toEqual([5, expect.stringContaining(action)])
    expect(await permissions.of('api-rotation')).toEqual([])
  })

  it.each([
    [['nobody'], 1, 'FUNCTION_NOT_FOUND'],
    [['a b'], 2, 'FUNCTION_ID_MALFORMED'],
    [['api-rotation:$LATEST'], 2, 'FUNCTION_ID_MALFORMED'],
    [[arn, '--region', 'us-east-1'], 2, 'REGION_CONFLICT'],
    [['444455556666:function:api-rotation'], 2, 'FUNCTION_ELSEWHERE'],
    [['api-rotation', 'theirs'], 2, 'USAGE'],
  ])('refuses %j with exit %i', async (argv, exitCode, code) => {
    const answer = await answerOf(...argv, '--yes')
    expect([answer.exitCode, answer.error?.code]).toEqual([exitCode, code])
  })
})

describe('grant for a function in another account', () => {
  it('acts there with --function-profile, for the secrets of this account, and prints commands that reach it', async () => {
    const accountId = '444455556666'
    const policies = {all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}}
    const {accessKeyId, secretAccessKey} = bench.sandbox.iam.addUser({accountId, userName: 'ops', policies})
    const there = permissionsOf({
      sandbox: {config: {...bench.sandbox.config, credentials: {accessKeyId, secretAccessKey}}},
    })
    await there.create('shared', bench.sandbox.iam.addRole({accountId, roleName: 'rotation', policies}))
    const folder = await mkdtemp(join(tmpdir(), 'secrot-grant-'))
    const file = join(folder, 'credentials')
    await writeFile(file, `[other]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`)
    try {
      const argv = ['grant', `${accountId}:function:shared`, '--yes', '--function-profile', 'other']
      const run = await bench.run(argv, {env: {AWS_SHARED_CREDENTIALS_FILE: file}})
      expect(run.exitCode).toBe(0)
      expect(run.stderr).toContain(`invoke arn:aws:lambda:eu-central-1:${accountId}:function:shared · ${accountId} · `)
      expect(run.stderr).toMatch(/ {2}aws {3}aws lambda add-permission .* --profile other/)
      const conditions = (await there.of('shared')).map(({Condition}) => Condition)
      expect(conditions).toEqual([{StringEquals: {'AWS:SourceAccount': account}}])
    } finally {
      there[Symbol.dispose]()
      await rm(folder, {recursive: true, force: true})
    }
  })
})

describe('grant --list', () => {
  it('shows every statement with what it says, and grants nothing', async () => {
    await permissions.add('api-rotation', {Principal: 's3.amazonaws.com', StatementId: 'bucket'})
    await permissions.add('api-rotation', {SourceAccount: '999988887777'})
    const run = await bench.run(['grant', 'api-rotation', '--list'], terminal)
    expect(run.stdout).toContain(`○ Secrets Manager of account ${account} may not invoke ${arn}\n`)
    expect(run.stdout).toMatch(/^bucket +other +Allow s3\.amazonaws\.com: lambda:InvokeFunction$/m)
    expect(run.stdout).toMatch(/^theirs +elsewhere .*if AWS:SourceAccount StringEquals 999988887777$/m)
    expect(run.stderr).toContain(`Next: secrot grant ${arn}\n`)
    expect([run.exitCode, changing(run)]).toEqual([0, []])
  })
})

describe('grant --revoke', () => {
  it('wants the id typed: y is not enough', async () => {
    const {statementId} = await answerOf('api-rotation', '--yes')
    const id = statementId ?? ''
    const refused = await bench.run(['grant', 'api-rotation', '--revoke'], {...terminal, answers: ['y']})
    expect([refused.exitCode, changing(refused)]).toEqual([3, []])
    const run = await bench.run(['grant', 'api-rotation', '--revoke'], {...terminal, answers: [id]})
    expect(run.stderr).toContain(`(type ${id}, --allow ${id}) ${id}`)
    expect(run.stderr).toContain(
      `  undo  aws lambda add-permission --function-name ${arn} --statement-id ${id} --action`,
    )
    expect(run.stdout).toContain(`took statement ${id} away: Secrets Manager of account ${account} may no longer`)
    expect(await permissions.of('api-rotation')).toEqual([])
  })

  it('is not answered by --yes, only by --allow with the id, and does nothing the second time', async () => {
    const {statementId} = await answerOf('api-rotation', '--yes')
    const unanswered = await bench.run(['grant', 'api-rotation', '--revoke', '--yes'])
    expect([unanswered.exitCode, changing(unanswered)]).toEqual([2, []])
    const allow = ['--allow', statementId ?? '']
    expect(await answerOf('api-rotation', '--revoke', ...allow)).toMatchObject({outcome: 'revoked', allowed: false})
    const second = await bench.run(['grant', 'api-rotation', '--revoke', ...allow])
    expect([second.exitCode, changing(second)]).toEqual([0, []])
    expect(second.stdout).toContain('nothing to take away, nothing was changed')
  })

  it('leaves statements alone that are for others than Secrets Manager (exit 3)', async () => {
    await permissions.add('api-rotation', {Principal: 's3.amazonaws.com'})
    const answer = await answerOf('api-rotation', '--revoke', 'theirs', '--allow', 'theirs')
    expect([answer.exitCode, answer.error?.code]).toEqual([3, 'STATEMENT_NOT_OURS'])
    expect(await permissions.of('api-rotation')).toHaveLength(1)
  })

  it('asks for the id where two statements allow the same (exit 2)', async () => {
    await permissions.add('api-rotation', {SourceAccount: account})
    await permissions.add('api-rotation', {SourceAccount: account, StatementId: 'again'})
    const answer = await answerOf('api-rotation', '--revoke', '--allow', 'theirs')
    expect([answer.exitCode, answer.error?.code]).toEqual([2, 'STATEMENT_AMBIGUOUS'])
  })
})

describe('the object of grant --json', () => {
  it('is the same whatever the outcome', async () => {
    const planned = await answerOf('api-rotation', '--dry-run')
    const granted = await answerOf('api-rotation', '--yes')
    const listed = await answerOf('api-rotation', '--list')
    expect([planned, granted, listed].flatMap(answer => breachesOf('grant', answer))).toEqual([])
    expect(Object.keys(planned)).toEqual(Object.keys(listed))
    expect(planned.changes[0]?.aws).toContain(`aws lambda add-permission --function-name ${arn}`)
  })
})
