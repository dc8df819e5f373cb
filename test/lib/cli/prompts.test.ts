import {PassThrough, Writable} from 'node:stream'
import {stripVTControlCharacters} from 'node:util'
import {describe, expect, it} from 'vitest'
import {asker} from '../../../src/lib/cli/prompts.ts'

const question = 'Make the access key …7Q2M of deploy-pipeline-production active again (after a leak rotate instead)?'

/** The lines of a question in a terminal of so many columns, as they stand once it was answered. */
async function asked(columns: number, message: string, answeredBy: string): Promise<readonly string[]> {
  let written = ''
  const stderr = Object.assign(
    new Writable({
      write(chunk: Buffer, _, done) {
        written += chunk.toString()
        done()
      },
    }),
    {isTTY: true, columns},
  )
  const stdin = Object.assign(new PassThrough(), {isTTY: true, setRawMode: () => undefined})
  const surroundings = {
    stdin,
    stdout: stderr,
    stderr,
    env: {},
    onQuestion: () => setImmediate(() => stdin.write('y\r')),
  }
  const answer = await asker(surroundings, {json: false, pause: () => undefined}).confirm({message, answeredBy})
  expect(answer).toBe(true)
  const last = written.slice(written.lastIndexOf(`? ${message.slice(0, 4)}`))
  return stripVTControlCharacters(last)
    .split('\n')
    .map(line => line.trimEnd())
    .filter(line => line !== '')
}

describe('a question that is longer than a line', () => {
  it('is broken between words, and how it is answered stays in one piece', async () => {
    expect(await asked(80, question, '--allow iam-current-key-inactive')).toEqual([
      '? Make the access key …7Q2M of deploy-pipeline-production active again',
      '  (after a leak rotate instead)? (y/N, --allow iam-current-key-inactive) y',
    ])
    expect(await asked(80, 'Read the values of 3 versions (GetSecretValue) to know?', '--read-values')).toEqual([
      '? Read the values of 3 versions (GetSecretValue) to know?',
      '  (y/N, --read-values) y',
    ])
  })

  it('stands on one line where that is wide enough', async () => {
    expect(await asked(200, question, '--yes')).toEqual([`? ${question} (y/N, --yes) y`])
  })

  it('is broken anywhere only where a word is longer than the line', async () => {
    const lines = await asked(40, `Keep it with secrot-hold-${'5f0d2a71'.repeat(6)}?`, '--yes')
    expect(lines.every(line => line.length <= 40)).toBe(true)
    expect(lines.join('').replaceAll(/\s/g, '')).toContain('5f0d2a71'.repeat(6))
  })
})
