import {resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {sourceCommands} from '../../src/lib/cli/dev.ts'
import {runSecrot} from '../support/run-secrot.ts'
import {hasShell, offeredBy} from '../support/shell-completion.ts'

const commands = await sourceCommands(resolve(import.meta.dirname, '../..'))
const firstWords = [...new Set(Object.keys(commands).map(id => id.split(':', 1)[0] ?? ''))].sort()

const shells = ['bash', 'zsh', 'fish'] as const

describe.each(shells)('secrot completion %s', shell => {
  it('prints a script and nothing else', async () => {
    const {exitCode, stdout, stderr, calledActions} = await runSecrot(['completion', shell])
    expect({exitCode, stderr, calledActions}).toEqual({exitCode: 0, stderr: '', calledActions: []})
    expect(stdout).toContain(`${shell} completion for secrot`)
  })
})

/** zsh and fish cannot be installed with the project: where one is missing, only the others are asked. */
const present = shells.filter(shell => shell === 'bash' || hasShell(shell))

describe.each(present)('the script of secrot completion in a real %s', shell => {
  const offers = async (line: string): Promise<readonly string[]> => {
    const {stdout} = await runSecrot(['completion', shell])
    return [...offeredBy(shell, stdout, line)].sort()
  }

  it('offers every command', async () => {
    expect(await offers('secrot ')).toEqual(firstWords)
  })

  it('completes a command', async () => {
    expect(await offers('secrot ro')).toEqual(['rollback', 'rotate', 'rotators'])
    expect(await offers('secrot sandbox ')).toEqual(['load', 'reset', 'run', 'start'])
    expect(await offers('secrot journal cl')).toEqual(['close'])
  })

  it('completes the flags of the command, also behind a secret', async () => {
    expect(await offers('secrot doctor --fi')).toEqual(['--fix'])
    expect(await offers('secrot doctor prod/api --fi')).toEqual(['--fix'])
    expect(await offers('secrot status --fi')).toEqual(['--filter'])
    expect(await offers('secrot --ver')).toEqual(['--version'])
  })

  it('completes the values of a flag and of an argument', async () => {
    expect(await offers('secrot completion ')).toEqual(['bash', 'fish', 'zsh'])
    expect(await offers('secrot status --format nd')).toEqual(['ndjson'])
    expect((await offers('secrot status --format=nd')).map(offer => offer.replace('--format=', ''))).toEqual(['ndjson'])
    expect(await offers('secrot step --only ')).toEqual(['createSecret', 'finishSecret', 'setSecret', 'testSecret'])
  })

  it('offers files where a file is wanted, and nothing where only AWS knows', async () => {
    expect(await offers('secrot apply packa')).toContain('package.json')
    expect(await offers('secrot doctor --plan packa')).toContain('package.json')
    expect(await offers('secrot status --region ')).toEqual([])
    expect(await offers('secrot status prod/')).toEqual([])
  })

  it('leaves the line behind -- to the command that stands there', async () => {
    expect(await offers('secrot sandbox run -- aws --re')).toEqual([])
  })
})

describe('secrot completion', () => {
  it('without a shell, and for one that it does not know, ends with 2 and names what it takes', async () => {
    const none = await runSecrot(['completion'])
    expect(none.exitCode).toBe(2)
    expect(none.stderr).toContain('secrot completion needs SHELL')
    const other = await runSecrot(['completion', 'tcsh'])
    expect(other.exitCode).toBe(2)
    expect(other.stderr).toContain('secrot completion takes one of: bash, zsh, fish (exit 2)')
  })
})
