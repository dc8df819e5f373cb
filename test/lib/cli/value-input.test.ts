import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {PassThrough, Writable} from 'node:stream'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {readValueInput, type ValueInput} from '../../../src/lib/cli/value-input.ts'
import {initialValue} from '../../../src/lib/operations/rehearse/initial-value.ts'
import type {GivenValue} from '../../../src/lib/operations/put-options.ts'

let folder: string
let written = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-value-'))
  written = ''
})

afterEach(() => rm(folder, {recursive: true}))

/** The initial value of a rehearsal: from `--value-file`, with `input` on standard input or `typed` at a terminal. */
function given(from: string | undefined, {input, typed}: {input?: string; typed?: string} = {}): Promise<GivenValue> {
  const isTTY = typed !== undefined
  const stdin = Object.assign(new PassThrough(), {isTTY, setRawMode: () => undefined})
  if (!isTTY) stdin.end(input)
  const write = (chunk: Buffer, _: unknown, done: () => void): void => {
    written += chunk.toString()
    done()
  }
  const stderr = Object.assign(new Writable({write}), {isTTY, columns: 120})
  const onQuestion = (): void => void setImmediate(() => stdin.write(`${typed}\r`))
  const options: ValueInput = {
    from,
    flag: '--value-file',
    onlyNamed: true,
    json: false,
    signal: new AbortController().signal,
    pause: () => undefined,
  }
  return readValueInput({stdin, stdout: stderr, stderr, env: {}, onQuestion}, options, 'Initial value of the secret')
}

const bare = async (from: string | undefined, more = {}): Promise<string> =>
  Buffer.from(initialValue(await given(from, more)).reveal()).toString()

describe('the initial value of a rehearsal', () => {
  it('is what stands in a file, as it is', async () => {
    const path = join(folder, 'value.json')
    await writeFile(path, '{"password":"hunter2"}\n')
    expect(await bare(path, {input: 'not this'})).toBe('{"password":"hunter2"}\n')
  })

  it('is standard input where - says so, without the line break at its end', async () => {
    expect(await bare('-', {input: 'hunter2\n'})).toBe('hunter2')
  })

  it('is typed at a terminal, where it is not shown', async () => {
    expect(await bare(undefined, {typed: 'hunter2'})).toBe('hunter2')
    expect(written).toContain('Initial value of the secret, not shown:')
    expect(written).not.toContain('hunter2')
  })

  it('is not taken from standard input unasked', async () => {
    await expect(given(undefined, {input: 'hunter2'})).rejects.toMatchObject({
      code: 'QUESTION_WITHOUT_TERMINAL',
      exit: 2,
      hint: 'Answer it with --value-file FILE, or run the command in a terminal.',
    })
  })

  it('is refused from a file that cannot be read, which is not repeated: it may be the value', async () => {
    await expect(given(join(folder, 'hunter2'))).rejects.toMatchObject({
      code: 'VALUE_FILE_UNREADABLE',
      exit: 2,
      message: 'The file that --value-file names cannot be read (ENOENT).',
    })
  })

  it('is refused where there is none', async () => {
    await expect(bare('-', {input: '\n'})).rejects.toMatchObject({code: 'VALUE_EMPTY', exit: 2})
  })
})
