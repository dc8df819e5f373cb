import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {rotatorZip} from '../../tools/rotators.ts'
import {rehearse, type Answer} from '../support/rehearse-command.ts'

/** The record of the package is of a function that tells nobody; these depend on whom it tells, or on whose keys they are. */
const OWN = [
  'notifies-once',
  'side-channel-cannot-fail-rotation',
  'create-respects-key-limit',
  'retirement-needs-no-use',
  'retires-only-its-own',
  'parallel-secrets-one-user',
  'test-checks-identity',
]

it('the package of iam-access-key tells user and admin once, and takes no key that is somebody else’s', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'secrot-iam-'))
  try {
    const zip = join(folder, 'iam-access-key.zip')
    await writeFile(zip, await rotatorZip('iam-access-key'))
    const telling = ['TOPIC_ARN={{topicArn}}', 'MAIL_FROM=rotation@example.com', 'MAIL_DOMAIN=example.com']
    const env = telling.flatMap(one => ['--env', one])
    const only = OWN.flatMap(item => ['--only', item])
    const run = await rehearse([zip, '--target', 'iam-user:svc', '--time-limit', '60s', ...env, ...only, '--json'])
    const {items} = run.json as Answer
    expect(items.map(({id, verdict}) => [id, verdict]).filter(([, verdict]) => verdict !== 'pass')).toEqual([])
    expect(items.length).toBe(OWN.length)
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}, 300_000)
