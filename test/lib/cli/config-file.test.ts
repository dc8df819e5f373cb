import {isAbsolute} from 'node:path'
import {describe, expect, it} from 'vitest'
import {configFolder} from '../../../src/lib/cli/config-file.ts'

describe('the folder of the configuration', () => {
  it('is the one that SECROT_CONFIG_DIR names', () => {
    expect(configFolder({SECROT_CONFIG_DIR: '/srv/secrot'})).toBe('/srv/secrot')
  })

  it.each([{}, {SECROT_CONFIG_DIR: ''}])('is else the user’s own and never the working folder: %j', env => {
    const folder = configFolder(env)
    expect(isAbsolute(folder)).toBe(true)
    expect(folder).not.toContain(process.cwd())
  })
})
