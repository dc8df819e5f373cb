import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, it} from 'vitest'
import {readVariables} from '../../../../src/lib/operations/rehearse/read-variables.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-variables-'))
})

afterEach(() => rm(folder, {recursive: true}))

it('takes --env in place of what the file says', async () => {
  const file = join(folder, '.env')
  await writeFile(file, 'STAGE=file\nTOKEN=x\n')
  expect(await readVariables({pairs: ['STAGE=flag'], file})).toEqual({STAGE: 'flag', TOKEN: 'x'})
  expect(await readVariables({pairs: []})).toEqual({})
})

it('refuses a file that cannot be read, by its name', async () => {
  await expect(readVariables({pairs: [], file: folder})).rejects.toMatchObject({
    code: 'ENV_FILE_UNREADABLE',
    exit: 2,
    message: `The file ${folder} that --env-file names cannot be read (EISDIR).`,
  })
})
