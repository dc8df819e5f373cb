import {describe, expect, it} from 'vitest'
import {resourceKindOf} from '../../src/lib/operations/policy-resources.ts'
import {breachesOf} from '../support/json-schema.ts'
import {runSecrot} from '../support/run-secrot.ts'

interface Answer {
  readonly commands: readonly {readonly name: string; readonly actions: readonly string[]}[]
  readonly policy: {readonly Statement: readonly {readonly Action: readonly string[]}[]} | null
  readonly notes: readonly string[]
}

const answerOf = async (...argv: readonly string[]): Promise<Answer> =>
  (await runSecrot(['policy', ...argv, '--json'])).json as Answer

describe('policy', () => {
  it('lists the commands that call AWS, and knows a kind of resource for each of their actions', async () => {
    const answer = await answerOf()
    expect(breachesOf('policy', answer)).toEqual([])
    expect(answer.policy).toBeNull()
    expect(answer.commands.map(({name}) => name)).toEqual(
      expect.arrayContaining(['doctor', 'rotate', 'status', 'versions']),
    )
    const unknown = answer.commands.flatMap(({actions}) =>
      actions.filter(action => resourceKindOf(action) === undefined),
    )
    expect(unknown).toEqual([])
    const run = await runSecrot(['policy'])
    expect(run.stdout).toMatch(/^COMMAND +ACTIONS\n(?:.*\n)*versions +cloudtrail:LookupEvents, /)
    expect(run.stderr).toBe('Next: secrot policy status\n')
  })

  it('prints the bare policy on stdout, all else on stderr, and asks AWS nothing', async () => {
    const run = await runSecrot(['policy', 'versions', '--secret', 'prod/db', '--region', 'eu-central-1'])
    expect(run.json).toMatchObject({
      Version: '2012-10-17',
      Statement: [
        {Sid: 'Secrets', Resource: 'arn:aws:secretsmanager:eu-central-1:*:secret:prod/db-??????'},
        {Resource: '*'},
      ],
    })
    expect(run.stderr).toContain('kms:Decrypt')
    expect([run.exitCode, run.calledActions]).toEqual([0, []])
  })

  it.each([[['versions']], [['sandbox', 'start']], [['sandbox:start']], [['doctor', '--read-only']]])(
    'answers %s as the schema says, the same twice',
    async argv => {
      const answer = await answerOf(...argv)
      expect(breachesOf('policy', answer)).toEqual([])
      expect(answer.commands).toHaveLength(1)
      expect((await answerOf(...argv)).policy).toEqual(answer.policy)
    },
  )

  it('covers exactly what the command declares, and with --read-only nothing that changes', async () => {
    const all = await answerOf('doctor')
    const actions = (answer: Answer) => answer.policy?.Statement.flatMap(({Action}) => Action).toSorted()
    const declared = all.commands[0]?.actions.toSorted() ?? []
    expect(actions(all)).toEqual(declared.filter(action => action !== 'sts:AssumeRole'))
    const reads = actions(await answerOf('doctor', '--read-only'))
    expect(reads).toContain('secretsmanager:DescribeSecret')
    expect(reads).not.toContain('secretsmanager:UpdateSecretVersionStage')
  })

  it('lets nobody assume every role: those that a configuration names are left to a note', async () => {
    const {commands, policy, notes} = await answerOf('doctor')
    expect(commands[0]?.actions).toContain('sts:AssumeRole')
    expect(JSON.stringify(policy)).not.toContain('sts:AssumeRole')
    expect(notes.join(' ')).toContain('sts:AssumeRole on each')
  })

  it('has no policy for a command that calls nothing of AWS', async () => {
    expect((await answerOf('sandbox', 'start')).policy).toBeNull()
    const run = await runSecrot(['policy', 'sandbox', 'start'])
    expect([run.exitCode, run.stdout]).toEqual([0, 'COMMAND        ACTIONS\nsandbox start  none\n'])
  })

  it.each([
    ['a secret without a command', ['--secret', 'prod/a'], 'USAGE', '--secret narrows the policy of one COMMAND'],
    ['a region without a command', ['--region', 'eu-west-1'], 'USAGE', '--region narrows the policy of one COMMAND'],
    ['an unknown command', ['rotat'], 'COMMAND_UNKNOWN', 'Did you mean rotate?'],
    ['a malformed secret', ['status', '--secret', 'a b'], 'SECRET_ID_MALFORMED', 'is not the name or ARN of a secret'],
    ['a malformed function', ['status', '--function', 'a b'], 'FUNCTION_MALFORMED', 'is not the name or ARN'],
    [
      'an ARN of another region',
      [
        'status',
        '--secret',
        'arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-Ab3dEf',
        '--region',
        'eu-central-1',
      ],
      'REGION_CONFLICT',
      'The ARN is of eu-west-1',
    ],
  ])('ends with 2, with and without --json, for %s', async (_, argv, code, text) => {
    const plain = await runSecrot(['policy', ...argv])
    const json = await runSecrot(['policy', ...argv, '--json'])
    expect([plain.exitCode, json.exitCode]).toEqual([2, 2])
    expect(plain.stderr).toContain(text)
    expect(json.json).toMatchObject({error: {code}})
  })
})
