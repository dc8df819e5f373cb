import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {newestRun} from '../support/journal-files.ts'
import {rotations, startManyStage, told, type Many, type ManyStage} from '../support/many-stage.ts'
import type {RotatingFleet} from '../support/rotating-fleet.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

let stage: ManyStage
let fleet: RotatingFleet
let folder: string
const terminal = {tty: {columns: 120}, env: {NO_COLOR: '1'}}

beforeEach(async () => {
  stage = await startManyStage()
  ;({fleet, folder} = stage)
})
afterEach(() => stage[Symbol.asyncDispose]())

const run = (argv: readonly string[], options?: RunSecrotOptions): Promise<SecrotRun> => stage.run(argv, options)
const answerOf = (argv: readonly string[], options?: RunSecrotOptions): Promise<Many> => stage.answerOf(argv, options)
const secrets = (good: readonly string[], bad?: readonly string[]): Promise<void> => stage.secrets(good, bad)
const current = (name: string): Promise<string | undefined> => stage.current(name)

describe('rotate of many', () => {
  it('shows every secret, where it lies and every call before its one question, and sums up at the end', async () => {
    await secrets(['prod/a', 'prod/b'])
    const done = await run(['prod/a', 'prod/b'], {...terminal, answers: ['y']})
    expect(done.stderr).toContain(`Rotate 2 of 2 secrets · root · ${fleet.sandbox.url}\n`)
    expect(done.stderr).toMatch(
      /^prod\/a {2}111122223333 {2}eu-central-1 {2}good-rotation {2}start version [\da-f]{8}$/m,
    )
    expect(done.stderr).toContain(
      'RotateSecret; prod/a first, then one after the other; each is followed to its verdict',
    )
    expect(done.stderr).toContain('  undo  secrot rollback SECRET for each, while its old value works\n')
    expect(done.stderr).toMatch(
      /^ {2}aws {3}aws secretsmanager rotate-secret --secret-id prod\/b --client-request-token \S+$/m,
    )
    expect(done.stderr.match(/good-rotation was never rehearsed/g)).toHaveLength(1)
    expect(done.stderr).toContain('? Start 2 rotations? (y/N, --yes) y')
    expect(done.stdout).toMatch(/^prod\/a {2}\S+ {2}started {7}AWSPENDING on [\da-f]{8}, no value yet$/m)
    expect(done.stdout).toMatch(/^prod\/b {2}✔ rotated prod\/b in .*is AWSPREVIOUS$/m)
    expect(done.stdout).toMatch(/^✔ rotated {2}prod\/a {2}under 1s {2}[\da-f]{8} is in use$/m)
    expect(done.stdout).toMatch(/\n\n2 secrets: 2 rotated\n$/)
    expect(done.stderr).toContain('Consumers were not looked at.')
    expect(done.exitCode).toBe(0)
  })

  it('prints finished lines with the whole name in a pipe, and nothing that is redrawn', async () => {
    const name = `prod/${'very/long/'.repeat(6)}name`
    await secrets([name, 'prod/b'])
    const done = await run([name, 'prod/b', '--yes'])
    expect(done.stdout).toMatch(new RegExp(`^${name}  \\d{4}-\\d\\d-\\d\\dT\\S+Z  started`, 'm'))
    expect(done.stdout + done.stderr).not.toContain('\u001B')
  })

  it.each([[''], ['n']])('changes nothing when the answer is "%s" (exit 3)', async answer => {
    await secrets(['prod/a', 'prod/b'])
    const before = await current('prod/a')
    const done = await run(['prod/a', 'prod/b'], {...terminal, answers: [answer]})
    expect([done.exitCode, rotations(done)]).toEqual([3, 0])
    expect(done.stdout).toContain('2 secrets: 2 declined (exit 3)')
    expect(await current('prod/a')).toBe(before)
  })

  it('asks nobody where nobody can answer: it names the flag (exit 2)', async () => {
    await secrets(['prod/a', 'prod/b'])
    const done = await run(['prod/a', 'prod/b'])
    expect([done.exitCode, rotations(done)]).toEqual([2, 0])
    expect(done.stderr).toContain('Nobody can be asked here: Start 2 rotations?')
    expect(done.stderr).toContain('--yes')
  })

  it('only shows the list with --dry-run', async () => {
    await secrets(['prod/a', 'prod/b'])
    const many = await answerOf(['prod/a', 'prod/b', '--dry-run'])
    expect(told(many)).toEqual(['prod/a planned  0', 'prod/b planned  0'])
    expect([many.outcome, many.runId]).toEqual(['planned', null])
  })

  it('stops at the first that fails, and follows no further: the rest says why and how to go on', async () => {
    await secrets(['prod/b'], ['prod/a'])
    const before = await current('prod/b')
    const done = await run(['prod/a', 'prod/b', '--yes', '--fail-fast'])
    const runId = await newestRun(folder)
    expect([done.exitCode, rotations(done)]).toEqual([3, 1])
    expect(done.stdout).toMatch(/^✖ failed {7}prod\/a .*testSecret failed/m)
    expect(done.stdout).toMatch(/^○ not started {2}prod\/b +– {2}prod\/a came first$/m)
    expect(done.stdout).toContain('2 secrets: 1 failed, 1 not started (exit 3)')
    expect(done.stderr).toContain(`Next: secrot doctor prod/a\nThe rest: secrot rotate --resume ${runId}\n`)
    expect(await current('prod/b')).toBe(before)
  })

  it('goes on after a failure with --keep-going; each secret has its own code', async () => {
    await secrets(['prod/b'], ['prod/a'])
    const many = await answerOf(['prod/a', 'prod/b', '--yes', '--fail-fast', '--keep-going'])
    expect(told(many)).toEqual(['prod/a followed failed 3', 'prod/b followed succeeded 0'])
    expect(many).toMatchObject({outcome: 'ended', exitCode: 3, summary: {total: 2, good: 1, bad: 1, notStarted: 0}})
  })

  it('says before the question which secrets it leaves alone, and why (exit 3 for them)', async () => {
    await secrets(['prod/on', 'prod/off', 'prod/pending'])
    await fleet.secret('prod/none')
    await fleet.secrets.send(new CancelRotateSecretCommand({SecretId: 'prod/off'}))
    await fleet.secrets.send(
      new PutSecretValueCommand({SecretId: 'prod/pending', SecretString: 'x', VersionStages: ['AWSPENDING']}),
    )
    const many = await answerOf(['prod/on', 'prod/off', 'prod/pending', 'prod/none', 'prod/missing', '--yes'])
    expect(told(many)).toEqual([
      'prod/on followed succeeded 0',
      'prod/off refused  3',
      'prod/pending refused  3',
      'prod/none refused  3',
      'prod/missing refused  1',
    ])
    expect(many.secrets.map(({error}) => error?.code)).toEqual([
      undefined,
      'ROTATION_OFF',
      'ROTATION_IN_PROGRESS',
      'NO_ROTATION_FUNCTION',
      'SECRET_NOT_FOUND',
    ])
    expect(many).toMatchObject({exitCode: 3, summary: {total: 5, good: 1, refused: 4}})
    const shown = await run(['prod/off', 'prod/none', '--yes'])
    expect(shown.stderr).toContain('Rotate 0 of 2 secrets')
    expect(shown.stderr).toContain(
      'refused: ROTATION_OFF: Rotation of prod/off is off, and RotateSecret would switch its schedule on',
    )
    expect(shown.stderr).toContain(
      '  fix   prod/off: Rotate it alone: secrot rotate prod/off --allow rotation-off --watch\n',
    )
    expect([shown.exitCode, rotations(shown)]).toEqual([3, 0])
  })

  it('uses the region of each ARN, and that of the run for a name', async () => {
    await secrets(['prod/a'])
    const west = new SecretsManagerClient({...fleet.sandbox.config, region: 'eu-west-1'})
    const {ARN = ''} = await west.send(new CreateSecretCommand({Name: 'prod/a', SecretString: 'first'}))
    west.destroy()
    const many = await answerOf(['prod/a', ARN, '--yes'])
    expect(many.secrets).toMatchObject([
      {region: 'eu-central-1', outcome: 'followed'},
      {region: 'eu-west-1', outcome: 'refused', error: {code: 'NO_ROTATION_FUNCTION'}},
    ])
    const conflict = await run([ARN, 'prod/a', '--yes', '--region', 'eu-central-1'])
    expect([conflict.exitCode, conflict.calledActions]).toEqual([2, []])
    expect(conflict.stderr).toContain('REGION_CONFLICT')
  })
})

describe('the list of secrets', () => {
  const list = async (text: string | Uint8Array): Promise<string> => {
    const path = join(folder, 'list.txt')
    await writeFile(path, text)
    return path
  }

  it('comes from a file or from standard input: one a line, without comments and blank lines', async () => {
    await secrets(['prod/a', 'prod/b'])
    const text = '# the databases\r\n\nprod/b\n  prod/a  \n'
    expect(told(await answerOf(['--from', await list(text), '--dry-run'])).map(line => line.split(' ')[0])).toEqual([
      'prod/b',
      'prod/a',
    ])
    const piped = await answerOf(['--from', '-', '--yes'], {input: text})
    expect(told(piped)).toEqual(['prod/b followed succeeded 0', 'prod/a followed succeeded 0'])
  })

  it('comes from a filter or a tag; none that is found is no rotation (exit 1)', async () => {
    await secrets(['prod/a', 'prod/b', 'test/a'])
    const many = await answerOf(['--filter', 'prod/', '--dry-run'])
    expect(many.secrets.map(({secret}) => secret.name)).toEqual(['prod/a', 'prod/b'])
    const none = await run(['--tag', 'team=nobody', '--yes'])
    expect([none.exitCode, rotations(none)]).toEqual([1, 0])
    expect(none.stderr).toContain('NO_SECRET_FOUND: No secret of eu-central-1 is found by the filters')
  })

  it.each<[string, string | Uint8Array, string]>([
    ['a NUL', 'prod/a\nprod\0b\n', 'LIST_MALFORMED: Line 2 of LIST holds characters that no name has (exit 2)'],
    ['no name', '# x\nnot a name\n', 'LIST_MALFORMED: Line 2 of LIST is not the name or ARN of a secret: a name holds'],
    ['a bad ARN', 'arn:aws:s3:::x\n', 'LIST_MALFORMED: Line 1 of LIST is not the name or ARN of a secret: something'],
    ['a name twice', 'prod/a\n\nprod/a\n', 'LIST_MALFORMED: Line 3 of LIST names prod/a, as line 1 does (exit 2)'],
    ['nothing but comments', '# nothing\n', 'LIST_MALFORMED: LIST names no secret (exit 2)'],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x41), 'LIST_NOT_READ: LIST is not text in UTF-8 (exit 2)'],
  ])('is refused with the number of the line: %s', async (_, text, message) => {
    const path = await list(text)
    const done = await run(['--from', path, '--yes'])
    expect([done.exitCode, done.calledActions]).toEqual([2, []])
    expect(done.stderr).toContain(message.replace('LIST ', `${path} `).replace('of LIST', `of ${path}`))
  })

  it('is refused when its file is missing, a link or a folder, or a terminal would have to be typed into', async () => {
    const link = join(folder, 'link.txt')
    await symlink(await list('prod/a\n'), link)
    for (const [from, why] of [
      [join(folder, 'missing.txt'), 'is not there'],
      [link, 'is a symbolic link, which is not followed'],
      [folder, 'is no plain file'],
    ] as const) {
      const done = await run(['--from', from, '--yes'])
      expect([done.exitCode, done.stderr]).toEqual([2, expect.stringContaining(`LIST_NOT_READ: ${from} ${why}`)])
    }
    const typed = await run(['--from', '-', '--yes'], terminal)
    expect([typed.exitCode, typed.stderr]).toEqual([2, expect.stringContaining('reads what is piped in')])
  })

  it('does not repeat a line that is no name: it may be a value', async () => {
    const done = await run(['--from', await list('{"password":"canary-value"}\n'), '--yes'])
    expect(done.stdout + done.stderr).not.toContain('canary-value')
  })

  it.each([
    [['prod/a', '--from', 'x'], 'SECRET and --from both say which secrets'],
    [['--from', 'x', '--filter', 'prod/'], '--from and --filter or --tag both say which secrets'],
    [['--filter', 'prod/', '--resume', 'x'], '--filter or --tag and --resume both say which secrets'],
    [['prod/a', 'prod/a'], 'prod/a is named twice'],
    [['prod/a', '--concurrency', '2'], '--concurrency is for several secrets'],
    [['prod/a', '--keep-going'], '--keep-going is for several secrets'],
    [['prod/a', 'prod/b', '--allow', 'rotation-off'], '--allow answers a question about one secret'],
    [['prod/a', 'prod/b', '--concurrency', '21'], '--concurrency'],
    [['prod/a', 'prod/b', '--concurrency', '0'], '--concurrency'],
  ])('is one thing on the command line: %j (exit 2)', async (argv, message) => {
    const done = await run([...argv, '--yes'])
    expect([done.exitCode, done.calledActions]).toEqual([2, []])
    expect(done.stderr).toContain(message)
  })

  it('holds no secret twice, by name and by ARN (exit 2)', async () => {
    await secrets(['prod/a'])
    const {ARN = ''} = await fleet.secrets.send(new DescribeSecretCommand({SecretId: 'prod/a'}))
    const done = await run(['prod/a', ARN, '--yes'])
    expect([done.exitCode, rotations(done)]).toEqual([2, 0])
    expect(done.stderr).toContain(`TWICE: prod/a and ${ARN} are the same secret`)
  })
})
