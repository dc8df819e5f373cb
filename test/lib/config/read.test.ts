import {chmod, mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {noConfig} from '../../../src/lib/config/config.ts'
import {readConfig} from '../../../src/lib/config/read.ts'

const content = {
  accounts: {},
  regions: [],
  probes: [],
  intervals: [],
  accepted: [{finding: 'rotation-off', secrets: 'prod/*', until: '2026-12-31'}],
}
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-config-'))
  path = join(folder, 'config.json')
})
afterEach(() => rm(folder, {recursive: true}))

const write = (at = path, mode = 0o644) => writeFile(at, JSON.stringify(content), {mode})
const refused = (reason: string) => ({
  code: 'CONFIG_REFUSED',
  exit: 2,
  message: `The configuration ${path} is not read: it ${reason}.`,
})

describe('the configuration file', () => {
  it('need not be there in the folder of the user, nor the folder', async () => {
    expect(await readConfig(undefined, folder)).toEqual(noConfig)
    expect(await readConfig(undefined, join(folder, 'nowhere'))).toEqual(noConfig)
  })

  it('must be there where it is named', async () => {
    await expect(readConfig(path, folder)).rejects.toMatchObject(refused('is not there'))
  })

  it('is read from the folder of the user, or from where it is named in its place', async () => {
    await write()
    expect(await readConfig(undefined, folder)).toEqual(content)
    expect(await readConfig(path, '/nonexistent')).toEqual(content)
    const other = join(folder, 'other.json')
    await writeFile(other, '{}')
    expect(await readConfig(other, folder)).toEqual(noConfig)
  })

  it('is refused when others may write to it, with the command that ends it', async () => {
    await write()
    await chmod(path, 0o664)
    await expect(readConfig(undefined, folder)).rejects.toMatchObject({
      ...refused('may be written by others'),
      hint: `chmod go-w ${path}`,
    })
  })

  it('is refused when others may put another file into its folder', async () => {
    await write()
    await chmod(folder, 0o777)
    await expect(readConfig(undefined, folder)).rejects.toMatchObject({
      message: `The configuration ${folder} is not read: it may be written by others.`,
      exit: 2,
    })
  })

  it('is refused as a symlink, as a folder, and when it is too large', async () => {
    const real = join(folder, 'real.json')
    await write(real)
    await symlink(real, path)
    await expect(readConfig(undefined, folder)).rejects.toMatchObject(refused('is a symlink'))
    await rm(path)
    await mkdir(path)
    await expect(readConfig(undefined, folder)).rejects.toMatchObject(refused('is no regular file'))
    await rm(path, {recursive: true})
    await writeFile(path, ' '.repeat(1024 * 1024 + 1))
    await expect(readConfig(undefined, folder)).rejects.toMatchObject(refused('is larger than 1 MiB'))
  })

  it('is refused with its path, the place and the allowed form', async () => {
    await writeFile(path, '{"accepted": "all"}')
    await expect(readConfig(undefined, folder)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      exit: 2,
      message: `The configuration ${path} cannot be used: accepted is "all"; allowed: a list of up to 1000.`,
      hint: `Correct it: \${EDITOR:-vi} ${path} (its form: docs/configuration.md)`,
    })
  })
})
