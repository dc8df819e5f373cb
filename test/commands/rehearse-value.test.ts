import {access, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {rehearse, writeHandler} from '../support/rehearse-command.ts'

const rand = 'test/corpus/node/rand.mjs'

describe('the value before the first rotation', () => {
  const value = '{"password":"first-value-of-9f2c","note":"stays"}'
  const part = [rand, '--only', 'create-uses-given-token', '--only', 'no-secret-in-log', '--cell', 'rotation']

  it('comes from a file, from standard input or from a question that does not show it, and is found in no answer', async () => {
    await using folder = await writeHandler(value, 'value.json')
    const runs = [
      await rehearse([...part, '--value-file', folder.path]),
      await rehearse([...part, '--value-file', '-', '--json'], {input: value}),
      await rehearse([...part, '--value-file', '-'], {tty: {columns: 80}, answers: [value]}),
    ]
    expect(runs.map(({exitCode}) => exitCode)).toEqual([0, 0, 0])
    for (const {stdout, stderr} of runs) expect(stdout + stderr).not.toContain('9f2c')
  })

  it.each(['table', 'json', 'junit', 'markdown'])(
    'is nowhere in %s or in the state folder, even of a function that shows it wherever it can',
    async format => {
      await using telltale = await writeHandler(`
        import {GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
        export const handler = async event => {
          const {SecretString} = await new SecretsManagerClient().send(new GetSecretValueCommand({SecretId: event.SecretId}))
          console.log(SecretString)
          const error = new Error(SecretString)
          error.name = SecretString
          throw error
        }
      `)
      const file = join(telltale.folder, 'value.json')
      await writeFile(file, value)
      const stateDir = join(telltale.folder, 'state')
      const ids = ['loads-and-answers', 'no-secret-in-log', 'no-secret-in-error', 'crash-is-safe'].flatMap(id => [
        '--only',
        id,
      ])
      const cells = ['--cell', 'rotation', '--cell', 'createSecret/1/fail-denied']
      const run = await rehearse([telltale.path, '--value-file', file, ...ids, ...cells, '--format', format], {
        stateDir,
      })
      expect(run.exitCode).toBe(3)
      expect(run.stdout + run.stderr).not.toContain('9f2c')
      await expect(access(join(stateDir, 'rehearsals'))).rejects.toThrow('ENOENT')
      if (format === 'json') expect(breachesOf('rehearse', run.json)).toEqual([])
    },
  )
})
