import {describe, expect, it} from 'vitest'
import {ITEMS} from '../../src/lib/rehearse/all-items.ts'
import {policyForPeople, policyOf} from '../../src/lib/rehearse/policy.ts'
import {rehearse} from '../../src/lib/rehearse/rehearse.ts'
import {startSandbox} from '../../src/lib/sandbox/index.ts'
import {handlerNamed} from '../corpus/corpus.ts'
import {sourceOf} from '../corpus/defect.ts'
import {failuresOf, specOf} from '../corpus/judged.ts'

const handler = handlerNamed('node/rand')

/** Plays some cells on a random value, whose secret is encrypted with a customer managed key or with AWS's own. */
function rehearseUnder(keyAlias: string | undefined, cells: readonly string[], source?: string) {
  const spec = {
    ...specOf({handler, ...(source === undefined ? {} : {source})}),
    ...(keyAlias === undefined ? {} : {keyAlias}),
  }
  const only = ['kms-denied-is-clean', 'runs-under-minimal-policy']
  return rehearse({startSandbox, seed: 7, items: ITEMS, spec, only, cells, lanes: 1, repeatShare: 0})
}

const actionsOnKeys = (done: Awaited<ReturnType<typeof rehearseUnder>>) =>
  policyForPeople(policyOf(done.tally.calls), '111122223333', 'eu-central-1').Statement.filter(({Resource}) =>
    Resource.includes(':kms:'),
  )

describe('a secret with a customer managed key', {timeout: 120_000}, () => {
  it('is rotated under a policy that names the key, which KMS may refuse and grant again', async () => {
    const cells = [
      'minimal-policy/rotation',
      'kms/read-off/createSecret',
      'kms/write-off/createSecret',
      'kms/write-denied/createSecret',
    ]
    const done = await rehearseUnder('alias/orders', cells)
    expect(Object.fromEntries(failuresOf(done))).toEqual({})
    expect(done.played).toBe(cells.length)
    expect(actionsOnKeys(done)).toEqual([
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: 'arn:aws:kms:REGION:ACCOUNT:key/KEY-ID',
      },
    ])
  })

  it('lets the function use no other key', async () => {
    const source = sourceOf({
      name: 'another-key',
      base: handler.name,
      item: 'kms-denied-is-clean',
      change: [
        {
          from: 'async function createSecret({secretId, token, rotationToken}) {\n',
          to: `async function createSecret({secretId, token, rotationToken}) {
  const {CreateSecretCommand} = await import('@aws-sdk/client-secrets-manager')
  const KmsKeyId = 'alias/of-somebody-else'
  await secrets.send(new CreateSecretCommand({Name: 'copy', SecretString: 'x', KmsKeyId}))
`,
        },
      ],
      trips: ['kms-denied-is-clean'],
    })
    const done = await rehearseUnder('alias/orders', ['rotation'], source)
    expect(done.plain.rotation.failed).toMatchObject({step: 'createSecret'})
    const denied = done.plain.observation.seen.find(({operation}) => operation === 'CreateSecret')
    expect(denied?.error?.code).toMatch(/AccessDenied/)
  })

  it('is the only one whose function needs a key: one of a scenario is none of its permissions', async () => {
    const done = await rehearseUnder(undefined, ['kms/write-denied/createSecret'])
    expect(Object.fromEntries(failuresOf(done))).toEqual({})
    expect(actionsOnKeys(done)).toEqual([])
  })
})
