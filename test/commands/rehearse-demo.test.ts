import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {LOGIN_VALUE, loginPackage, loginRehearsal} from '../support/demo-package.ts'
import {rehearse, writeHandler, type Answer} from '../support/rehearse-command.ts'
import {shippedRecords} from '../support/shipped-records.ts'

const WATCHED = [
  'loads-and-answers',
  'set-refuses-other-identity',
  'test-exercises-pending',
  'test-fails-on-rejected-value',
  'test-changes-nothing',
  'finish-survives-lost-move',
]
/** Searched for in all scenarios of a whole rehearsal; here in two. */
const SEARCHED = 'no-secret-in-error'

// The tour lets doctor send this function's steps by its record, which is right only as long as the record is.
describe('the function of the demo’s logins', () => {
  it('passes, rehearsed anew, what its shipped record says that it passes', async () => {
    await using value = await writeHandler(LOGIN_VALUE, 'value.json')
    const zip = join(value.folder, 'login.zip')
    await writeFile(zip, loginPackage())
    const only = WATCHED.flatMap(id => ['--only', id])
    const run = await rehearse([...loginRehearsal(zip, value.path), ...only, '--json'])
    const {items, handler} = run.json as Answer
    const record = (await shippedRecords()).find(({key}) => key.codeSha256 === handler.codeSha256)
    expect(record?.verdict).toBe('conformant')
    expect(items.map(({id, verdict}) => [id, verdict])).toEqual(WATCHED.map(id => [id, 'pass']))
    for (const id of WATCHED) expect(record?.items).toHaveProperty([id], 'pass')
    expect(run.exitCode).toBe(0)
    const cells = ['--only', SEARCHED, '--cell', 'rotation', '--cell', 'blocked/testSecret']
    const searched = (await rehearse([...loginRehearsal(zip, value.path), ...cells, '--json'])).json as Answer
    expect(searched.items.map(({id, verdict}) => [id, verdict])).toEqual([[SEARCHED, 'pass']])
    expect(record?.items).toHaveProperty([SEARCHED], 'pass')
  }, 180_000)
})
