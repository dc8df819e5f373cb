import {readFile, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {functionZip} from '../../tools/rotators.ts'
import {rehearse, type Answer} from '../support/rehearse-command.ts'

const source = resolve(import.meta.dirname, 'example/login-password.ts')
const page = resolve(import.meta.dirname, '../../docs/rotators/interface.md')

/** Those that depend on the rotator and not on the handler; all of them take a minute. */
const OWN = [
  'test-exercises-pending',
  'test-fails-on-rejected-value',
  'set-tries-pending-first',
  'set-falls-back-to-previous',
  'set-fails-when-locked-out',
  'set-refuses-other-identity',
  'create-keeps-other-fields',
]

describe('the rotator of the documentation', {timeout: 300_000}, () => {
  it('is the one that is tested', async () => {
    const text = (await readFile(source, 'utf8')).replaceAll('../../../src/lib/rotators/', '../')
    expect(await readFile(page, 'utf8')).toContain(`\`\`\`ts\n${text}\`\`\``)
  })

  it('passes the items that are about what it does', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'secrot-example-'))
    try {
      const zip = join(folder, 'login-password.zip')
      await writeFile(zip, await functionZip(source))
      const only = OWN.flatMap(item => ['--only', item])
      const run = await rehearse([zip, '--target', 'login', '--time-limit', '60s', '--seed', '7', ...only, '--json'])
      const {items, handler} = run.json as Answer
      expect(handler.kind).toBe('rep')
      expect(items.map(({id, verdict}) => [id, verdict]).filter(([, verdict]) => verdict !== 'pass')).toEqual([])
      expect(items.length).toBe(OWN.length)
    } finally {
      await rm(folder, {recursive: true, force: true})
    }
  })
})
