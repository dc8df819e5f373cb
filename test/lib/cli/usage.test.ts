import {describe, expect, it} from 'vitest'
import {runSecrot} from '../../support/run-secrot.ts'

const stderrOf = async (...argv: string[]): Promise<string> => {
  const {stderr, exitCode} = await runSecrot(argv)
  expect(exitCode).toBe(2)
  return stderr
}

describe('a wrong command line', () => {
  it('with a topic and a typo is answered with the command of the topic that was meant', async () => {
    expect(await stderrOf('sandbox', 'strat')).toBe(
      '✖ USAGE: sandbox has no such command (exit 2)\nDid you mean sandbox start? See: secrot sandbox --help\n',
    )
    expect(await stderrOf('sandbox', 'hunter2')).toBe(
      '✖ USAGE: sandbox has no such command (exit 2)\nSee: secrot sandbox --help\n',
    )
  })

  it('with a typo is answered with the command or the flag that was meant', async () => {
    expect(await stderrOf('statsu')).toContain('Did you mean status?')
    expect(await stderrOf('doctr', 'prod/api')).toContain('Did you mean doctor?')
    expect(await stderrOf('status', '--watc')).toContain('Did you mean --watch?')
    expect(await stderrOf('step', 'prod/api', '--ony', 'createSecret')).toContain('Did you mean --only?')
  })

  it('with words behind a command that takes none is told so', async () => {
    expect(await stderrOf('demo', 'hunter2')).toBe(
      '✖ USAGE: secrot demo takes fewer arguments than were given (exit 2)\nSee: secrot demo --help\n',
    )
  })

  it('is not told to take the flag that was just refused', async () => {
    const {json} = await runSecrot(['sandbox', 'run', '--json'])
    expect(json).toMatchObject({error: {suggestions: ['See: secrot sandbox run --help']}})
  })

  it.each([
    ['status', '--format', 'ndjson'],
    ['doctor', '--format=sarif'],
    ['doctor', '--format', 'junit'],
  ])('that asks for two answers at once (%s %s %s) is refused', async (...argv) => {
    const {json, exitCode} = await runSecrot([...argv.filter(word => word !== undefined), '--json'])
    expect(exitCode).toBe(2)
    expect(json).toMatchObject({
      error: {
        code: 'USAGE',
        message: '--json is short for --format json, and --format asks for something else.',
        suggestions: ['Leave one of them away.'],
      },
    })
  })

  it('may say json twice', async () => {
    const {json} = await runSecrot(['status', '--format', 'json', '--json', '--verdict', 'none'])
    expect(json).toMatchObject({error: {message: expect.stringContaining('none is no verdict')}})
  })

  it('names a flag once', async () => {
    expect(await stderrOf('doctor', 'prod/api', '--fix', '--allow', 'nope')).toContain(
      '✖ UNKNOWN_RULE: --allow nope: there is no such check (exit 2)\n',
    )
  })

  it('with an empty SECRET says that it is empty', async () => {
    expect(await stderrOf('versions', '')).toContain(
      '✖ SECRET_ID_MALFORMED: The name of the secret is empty (exit 2)\n',
    )
  })
})

describe('secrot help', () => {
  it('is the help of the command that follows', async () => {
    const [word, flag] = [await runSecrot(['help', 'status']), await runSecrot(['status', '--help'])]
    expect(word.stdout).toBe(flag.stdout)
    expect(word.stdout).toContain('secrot status')
    expect((await runSecrot(['help'])).stdout).toBe((await runSecrot(['--help'])).stdout)
  })
})
