import {existsSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import manifest from '../../oclif.manifest.json' with {type: 'json'}
import {breachesOf} from '../support/json-schema.ts'
import {runSecrot} from '../support/run-secrot.ts'

const schemas = resolve(import.meta.dirname, '../../docs/schemas')
const withJson = Object.entries(manifest.commands).flatMap(([id, {flags}]) => ('json' in flags ? [id] : []))

describe('an answer with --json', () => {
  it.each(withJson)('of %s has a schema', id => {
    expect(existsSync(join(schemas, `${id.replaceAll(':', '-')}.schema.json`))).toBe(true)
  })

  it.each(withJson)('of %s that failed is one object with its reason', async id => {
    const run = await runSecrot([...id.split(':'), '--no-such-flag', '--json'])
    expect(run.exitCode).toBe(2)
    expect(breachesOf('error', run.json)).toEqual([])
  })
})
