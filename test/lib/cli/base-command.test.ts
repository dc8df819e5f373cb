import {Flags} from '@oclif/core'
import {describe, expect, it} from 'vitest'
import {BaseCommand} from '../../../src/lib/cli/base-command.ts'
import {awsFlags, changeFlags, durationFlag, formatFlag, secretArg} from '../../../src/lib/cli/flags.ts'
import {EXIT, SecrotError} from '../../../src/lib/errors.ts'
import {Sensitive} from '../../../src/lib/sensitive.ts'
import {runSecrot, type RunSecrotOptions} from '../../support/run-secrot.ts'

/** A command that does what its flags say, to see the frame around every command. */
class Probe extends BaseCommand {
  static override summary = 'Does what it is told.'
  static override args = {secret: secretArg}
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    format: formatFlag(['table', 'json']),
    fail: Flags.option({options: ['expected', 'bug', 'quoting-bug'] as const})(),
    verdict: Flags.boolean(),
    wait: durationFlag(),
    ask: Flags.boolean(),
  }

  async run(): Promise<{name: string; value?: Sensitive}> {
    const {args, flags} = await this.parse(Probe)
    const context = await this.context(flags, {
      secrets: args.secret === undefined ? [] : [args.secret],
      ...(flags.ask ? {changes: flags} : {}),
    })
    switch (flags.fail) {
      case 'expected':
        throw new SecrotError({
          code: 'GONE_WRONG',
          message: 'It went wrong\u001b[31m.',
          hint: 'Type this.',
          exit: EXIT.unsafe,
        })
      case 'bug':
        throw new TypeError('undefined is not a function')
      case 'quoting-bug':
        JSON.parse('hunter2')
        break
      case undefined:
    }
    if (flags.ask) {
      const yes = await context.ask.confirm({
        message: 'Do it?',
        answeredBy: '--yes',
        answer: flags.yes ? true : undefined,
      })
      this.write(yes ? 'did it' : 'did nothing')
    }
    const result = {name: await this.secret(context, args.secret), value: new Sensitive('hunter2')}
    this.header({region: context.scope.region, endpointUrl: context.scope.endpointUrl})
    this.show(({name}, {columns}) => `${name} at ${columns}`, result)
    this.next('secrot status')
    if (flags.verdict) this.exitWith(EXIT.unsafe)
    return result
  }
}

const env = {AWS_REGION: 'eu-central-1'}

function run(argv: readonly string[], options: RunSecrotOptions = {}) {
  return runSecrot(['probe', ...argv], {...options, env: {...env, ...options.env}, commands: {probe: Probe}})
}

describe('an answer', () => {
  it('goes to stdout, and everything about it to stderr', async () => {
    const {stdout, stderr, exitCode} = await run(['prod/api'])
    expect(stdout).toBe('prod/api at Infinity\n')
    expect(stderr).toMatch(/^eu-central-1 {3}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\nNext: secrot status\n$/)
    expect(exitCode).toBe(0)
  })

  it('is laid out for the width of the terminal', async () => {
    const {stdout, stderr} = await run(['prod/api', '--no-color'], {tty: {columns: 100}})
    expect(stdout).toBe('prod/api at 100\n')
    expect(stderr.split('\n')[0]).toHaveLength(99)
  })

  it('is one JSON object with --json, whatever way it was asked for, and shows no value', async () => {
    for (const way of [['--json'], ['--format', 'json'], ['--format=json']]) {
      const {json, stdout, stderr} = await run(['prod/api', ...way])
      expect(json).toMatchObject({
        schemaVersion: 1,
        command: 'probe',
        exitCode: 0,
        name: 'prod/api',
        value: '[redacted]',
      })
      expect(stdout).not.toContain('hunter2')
      expect(stderr).toBe('')
    }
  })

  it('may come with a code that is not 0, which the JSON object repeats', async () => {
    expect((await run(['prod/api', '--verdict'])).exitCode).toBe(3)
    const {exitCode, json} = await run(['prod/api', '--verdict', '--json'])
    expect(exitCode).toBe(3)
    expect(json).toMatchObject({exitCode: 3, name: 'prod/api'})
  })

  it('ends quietly with 0 when nobody reads it any more', async () => {
    const {stderr, exitCode} = await run(['prod/api', '--verdict'], {closeStdoutAfter: 3})
    expect(exitCode).toBe(0)
    expect(stderr).not.toContain('EPIPE')
  })
})

describe('a failure', () => {
  const cases: readonly (readonly [string, readonly string[], number, string])[] = [
    ['that is expected', ['prod/api', '--fail', 'expected'], 3, 'GONE_WRONG'],
    ['that is a bug', ['prod/api', '--fail', 'bug'], 1, 'UNEXPECTED'],
    ['of a flag that does not exist', ['prod/api', '--regoin', 'x'], 2, 'USAGE'],
    ['of a flag without its value', ['prod/api', '--region'], 2, 'USAGE'],
    ['of a value that a flag does not take', ['prod/api', '--fail', 'hunter2'], 2, 'USAGE'],
    ['of a duration without a unit', ['prod/api', '--wait', '90'], 2, 'USAGE'],
    ['of an argument too many', ['prod/api', 'hunter2'], 2, 'USAGE'],
    ['of a missing SECRET', [], 2, 'SECRET_MISSING'],
    ['of a malformed ARN', ['arn:aws:secretsmanager:eu-central-1:1:secret:x'], 2, 'SECRET_ID_MALFORMED'],
    [
      'of an ARN against --region',
      ['arn:aws:secretsmanager:eu-central-1:111122223333:secret:x', '--region', 'us-east-1'],
      2,
      'REGION_CONFLICT',
    ],
    ['of a region that is none', ['prod/api', '--region', 'Frankfurt'], 2, 'REGION_MALFORMED'],
    ['of an endpoint in clear text', ['prod/api', '--endpoint-url', 'http://aws.example.org'], 2, 'INSECURE_ENDPOINT'],
    ['of an endpoint that is no URL', ['prod/api', '--endpoint-url', 'localhost:80'], 2, 'ENDPOINT_MALFORMED'],
    ['of a question where nobody can answer', ['prod/api', '--ask'], 2, 'QUESTION_WITHOUT_TERMINAL'],
  ]

  it.each(cases)('%s ends with the same code with and without --json', async (_name, argv, exitCode, code) => {
    const plain = await run(argv)
    expect(plain.exitCode).toBe(exitCode)
    expect(plain.stdout).toBe('')
    expect(plain.stderr).toContain(`✖ ${code}: `)
    expect(plain.stderr).toContain(`(exit ${exitCode})\n`)
    expect(plain.stderr).not.toMatch(/\n\s+at /)
    expect(plain.stderr).not.toContain('hunter2')

    const asJson = await run([...argv, '--json'])
    expect(asJson.exitCode).toBe(exitCode)
    expect(asJson.stderr).toBe('')
    expect(asJson.json).toMatchObject({schemaVersion: 1, command: 'probe', exitCode, error: {code}})
    expect(asJson.stdout).not.toContain('hunter2')
  })

  it('shows control characters of its message as escapes', async () => {
    const {stderr} = await run(['prod/api', '--fail', 'expected'])
    expect(stderr).toBe('✖ GONE_WRONG: It went wrong\\x1b[31m (exit 3)\nType this.\n')
  })

  it('suggests the flag that a typo meant', async () => {
    const {stderr} = await run(['prod/api', '--regoin', 'x'])
    expect(stderr).toBe(
      '✖ USAGE: --regoin is not a flag of secrot probe (exit 2)\nDid you mean --region? See: secrot probe --help\n',
    )
  })

  it('suggests the command that a typo meant', async () => {
    const {stderr, exitCode} = await runSecrot(['prob', 'x'], {commands: {probe: Probe}})
    expect(exitCode).toBe(2)
    expect(stderr).toBe('✖ USAGE: prob is not a command of secrot (exit 2)\nDid you mean probe? See: secrot --help\n')
  })

  it('keeps back the text of a bug that may quote a value, even under DEBUG', async () => {
    const plain = await run(['prod/api', '--fail', 'quoting-bug'])
    expect(plain.stderr).toContain('UNEXPECTED: Unexpected SyntaxError')
    const debugged = await run(['prod/api', '--fail', 'quoting-bug'], {env: {DEBUG: 'secrot'}})
    expect(debugged.stderr).toMatch(/\n\s+at .*base-command\.test\.ts/)
    expect(plain.stderr + debugged.stderr).not.toContain('hunter2')
  })

  it('of a missing region names the flag', async () => {
    const {stderr, exitCode} = await runSecrot(['probe', 'prod/api'], {commands: {probe: Probe}})
    expect(exitCode).toBe(2)
    expect(stderr).toBe('✖ NO_REGION: No region is set (exit 2)\nAdd --region REGION, or set AWS_REGION.\n')
  })

  it('of an ARN brings its own region', async () => {
    const {stderr, exitCode} = await runSecrot(['probe', 'arn:aws:secretsmanager:us-west-2:111122223333:secret:x'], {
      commands: {probe: Probe},
    })
    expect(exitCode).toBe(0)
    expect(stderr).toContain('us-west-2')
  })
})

describe('a question', () => {
  const tty = {columns: 100}

  it('is asked on stderr, with the flag that answers it', async () => {
    const {stdout, stderr} = await run(['prod/api', '--ask', '--no-color'], {tty, answers: ['y']})
    expect(stdout).toContain('did it')
    expect(stderr).toContain('? Do it? (y/N, --yes)')
  })

  it.each(['', 'n', 'no', 'N'])('answered with "%s" changes nothing', async answer => {
    expect((await run(['prod/api', '--ask'], {tty, answers: [answer]})).stdout).toContain('did nothing')
  })

  it('is not asked when its flag was given', async () => {
    expect((await run(['prod/api', '--ask', '--yes'])).stdout).toContain('did it')
  })

  it.each([
    ['CI is set', {CI: 'true'}, []],
    ['JSON is wanted', {}, ['--json']],
  ] as const)('is refused in a terminal when %s', async (_name, extra, argv) => {
    const {exitCode} = await run(['prod/api', '--ask', ...argv], {tty, env: extra})
    expect(exitCode).toBe(2)
  })

  it('answered with Ctrl-C ends with 130', async () => {
    const {exitCode, stdout} = await run(['prod/api', '--ask'], {tty, answers: ['\u0003']})
    expect(exitCode).toBe(130)
    expect(stdout).toBe('')
  })
})
