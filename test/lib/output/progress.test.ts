import {execFileSync} from 'node:child_process'
import {PassThrough} from 'node:stream'
import {text} from 'node:stream/consumers'
import {describe, expect, it} from 'vitest'
import {type ProgressView, progressOn} from '../../../src/lib/output/progress.ts'
import {themeFor} from '../../../src/lib/output/theme.ts'
import {shellCommand} from '../../../src/lib/shell-words.ts'

const told = 'Probe ./pg-login: reads the value of 3 versions and passes it on standard input.'

async function shown(terminal: {readonly columns?: number}, tell: (progress: ProgressView) => void): Promise<string> {
  const stream = Object.assign(new PassThrough(), terminal, {isTTY: terminal.columns !== undefined})
  const theme = themeFor({isTTY: false, env: {}, noColor: true})
  tell(progressOn({stream, theme, env: {}, warningsOnly: false}))
  stream.end()
  return text(stream)
}

describe('a line of the story', () => {
  it('with an indent is broken between words on a narrow terminal', async () => {
    expect(await shown({columns: 50}, progress => progress.line(told, {indent: 6}))).toBe(
      'Probe ./pg-login: reads the value of 3 versions\n      and passes it on standard input.\n',
    )
  })

  it('with an indent is whole in a pipe', async () => {
    expect(await shown({}, progress => progress.line(told, {indent: 6}))).toBe(`${told}\n`)
  })

  it('that is a command is broken before its options, and the shell reads the same', async () => {
    const argv = ['aws', 'x', 'move', '--secret-id', "a 'b --c", '--label', 'AWSPENDING']
    const command = shellCommand(argv)
    const narrow = await shown({columns: 40}, progress =>
      progress.line(`would run: ${command}`, {indent: 11, command: true}),
    )
    expect(narrow).toBe(
      `would run: aws x move \\\n             --secret-id ${shellCommand([argv[4]!])} \\\n             --label AWSPENDING\n`,
    )
    const pasted = execFileSync('sh', ['-c', `printf '%s\\n' ${narrow.slice('would run: '.length)}`], {
      encoding: 'utf8',
    })
    expect(pasted.trimEnd().split('\n')).toEqual(argv)
    const wide = await shown({columns: 200}, progress =>
      progress.line(`would run: ${command}`, {indent: 11, command: true}),
    )
    expect(wide).toBe(`would run: ${command}\n`)
  })

  it('without one is never broken, so that a command in it can be pasted', async () => {
    expect(await shown({columns: 50}, progress => progress.line(told))).toBe(`${told}\n`)
  })
})
