import {readdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {rehearse, writeHandler} from '../support/rehearse-command.ts'

const rand = 'test/corpus/node/rand.mjs'

describe('a rehearsal is refused with exit 2', () => {
  it.each([
    ['nothing names the code', [], 'CODE_MISSING'],
    ['two things name it', [rand, '--function', 'arn:aws:lambda:eu-central-1:111122223333:function:f'], 'CODE_TWICE'],
    ['there is no such file', ['no-such-file.mjs'], 'CODE_REFUSED'],
    ['the contract has no such item', [rand, '--only', 'no-such-item'], 'ITEM_UNKNOWN'],
    ['the rehearsal has no such scenario', [rand, '--cell', 'createSecret/99/lost-reply'], 'CELL_UNKNOWN'],
    ['the baseline is not there', [rand, '--baseline', 'no-such-file.json'], 'BASELINE_INVALID'],
    ['no function could run so short', [rand, '--time-limit', '0s'], '--time-limit is from 1s to 15m'],
    ['no function could run so long', [rand, '--time-limit', '3h'], '--time-limit is from 1s to 15m'],
    [
      'the runtime is of another language',
      [rand, '--runtime', 'python3.12'],
      'rand.mjs of test/corpus/node/rand.mjs is JavaScript',
    ],
    ['the seed is no number', [rand, '--seed', 'seven'], 'USAGE'],
  ])('when %s', async (_, argv, code) => {
    const run = await rehearse(argv)
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining(code)])
    expect(run.stdout).toBe('')
  })

  it('when the zip cannot be read', async () => {
    await using folder = await writeHandler('no zip at all', 'rotation.zip')
    const run = await rehearse([folder.path])
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('CODE_REFUSED')])
  })

  it('when standard input is a terminal that nobody types at, and --value-file is -', async () => {
    const run = await rehearse([rand, '--value-file', '-', '--only', 'create-uses-given-token'], {
      tty: {columns: 80},
      answers: ['\u0003'],
    })
    expect(run.exitCode).toBe(130)
  })
})

describe('a record', () => {
  it('is not kept of a part', async () => {
    await using folder = await writeHandler('', 'unused')
    await rehearse([rand, '--only', 'create-uses-given-token'], {stateDir: folder.folder})
    expect(await readdir(folder.folder)).not.toContain('rehearsals')
  })

  it('that cannot be kept is told before, and the report comes all the same', async () => {
    await using idle = await writeHandler('export const handler = async () => undefined\n')
    const run = await rehearse([idle.path, '--seed', '1'], {stateDir: idle.path})
    expect(run.exitCode).toBe(3)
    const [told = ''] = run.stderr.split('createSecret')
    expect(told).toMatch(
      /No record of a rehearsal can be kept in \S+ \(\w+\)\. Set SECROT_STATE_DIR to a folder of your own\./,
    )
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toContain('not recorded, since no record could be kept')
    expect(run.stdout).toMatch(/^Note +No record of a rehearsal can be kept in /m)
  }, 120_000)

  it('is not kept of a secret that holds a credential beside the one that is judged', async () => {
    await using idle = await writeHandler('export const handler = async () => undefined\n')
    const value = join(idle.folder, 'value.json')
    const stateDir = join(idle.folder, 'state')
    const login = {username: 'app', password: 'first-value-of-9f2c'}
    const judge = () =>
      rehearse([idle.path, '--target', 'login', '--target', 'iam-user:deploy', '--value-file', value], {stateDir})

    const key = {accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'k'.repeat(40)}
    await writeFile(value, JSON.stringify({...login, ...key}))
    const both = await judge()
    expect(both.stdout).toContain('not recorded, since the secret holds a credential too that was not judged')
    expect(both.stdout).toContain('The secret holds a credential of a target beside the first, which was not judged')
    await expect(readdir(join(stateDir, 'rehearsals'))).rejects.toThrow('ENOENT')

    await writeFile(value, JSON.stringify(login))
    expect((await judge()).stdout).toContain('recorded for doctor and step')
    expect(await readdir(join(stateDir, 'rehearsals'))).toHaveLength(1)
  }, 180_000)
})

describe('--list-items', () => {
  it('shows the contract and plays nothing', async () => {
    const [table, json] = [await rehearse(['--list-items']), await rehearse(['--list-items', '--json'])]
    expect(table.stdout).toMatch(/^ITEM +SEVERITY +KINDS +RULE\nloads-and-answers +critical +any +The zip loads/)
    expect(breachesOf('rehearse', json.json)).toEqual([])
    expect(table.stderr).toBe('')
  })
})
