import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {expect, it} from 'vitest'
import {aboutHttps} from '../../../../src/lib/rotators/https/about.ts'
import {describedIn} from '../../../../src/lib/rotators/https/described.ts'
import {aContext, aValue} from '../support/a-context.ts'

const page = resolve(import.meta.dirname, '../../../../docs/rotators/https.md')

it('the value of the documentation is one that can be used', async () => {
  const [, text = ''] = /```json\n(.*?)```/s.exec(await readFile(page, 'utf8')) ?? []
  const {test, set} = describedIn(aValue(text), aContext())
  expect([test.url.href, set?.url.href]).toEqual([
    'https://idp.example.com/api/login',
    'https://idp.example.com/api/account/password',
  ])
})

it('the value of a rehearsal is one that can be used, once its target has filled it in', () => {
  const filled = aboutHttps.rehearsedWith?.replaceAll('{{url}}', 'http://127.0.0.1:1')
  expect(describedIn(aValue(filled ?? ''), aContext()).set?.where).toBe('requests.set of AWSCURRENT')
})
