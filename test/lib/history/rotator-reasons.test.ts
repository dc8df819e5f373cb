import {describe, expect, it} from 'vitest'
import {rotatorReason} from '../../../src/lib/history/rotator-reasons.ts'
import {returnedSentences, thrownSentences, type Sample, type Samples} from './support/rotator-sentences.ts'

const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/api-AbCdEf'
const AT = '2026-11-02T10:00Z'

/** In the error of a packaged rotator. */
const told = (reason: string) =>
  rotatorReason({
    name: 'RotationError',
    message: `setSecret of ${ARN}, version 5f1c0e0a-7d1e-4a0a-9d55-0c6f6c1b2a3d: ${reason}`,
  })

const same = (...texts: readonly string[]): readonly Sample[] => texts.map(text => [text, text] as const)
const someone: readonly Sample[] = [
  ...same('AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS', 'the master secret'),
  ['version 5f1c0e0a-7d1e-4a0a-9d55-0c6f6c1b2a3d', 'a version'],
]
const user = [...same('svc', 'ci.deploy@example.com'), ['two\u0007words', '[hidden]'] as const]
const api = same('abcdefghijklmnopqrstuvwxyz')
const number = same('50')
const host: readonly Sample[] = [['api.example.com:8443', 'the endpoint']]
const status: readonly Sample[] = [...same('401', 'ECONNRESET', 'TimeoutError', 'unknown')]
const request: readonly Sample[] = [
  ['requests.test of AWSCURRENT', 'requests.test of AWSCURRENT'],
  ['mine.set of version 5f1c0e0a', '[hidden].set of a version'],
]
const field: readonly Sample[] = [...same('password', 'access_key_id'), ['a name of theirs', '[hidden]']]
const unnamed: readonly Sample[] = [['{{pending.hunter2}}', '[hidden]']]

const parts: Samples = {
  'timeText(endsAt)': same(AT, 'nobody knows when'),
  'timeText(since + leastLifeMs(work))': same(AT),
  'timeText(at)': same(AT),
  'use?.ServiceName': same('s3', 'N/A', 'undefined'),
  'use?.Region': same('eu-central-1', 'us-gov-west-1', 'N/A', 'undefined'),
  "labels.join(' and ')": [
    ...same('AWSCURRENT and AWSPENDING'),
    ['AWSPREVIOUS and hunter2', 'AWSPREVIOUS and another label'],
  ],
  name: same('GetObject', 'unknown'),
  from: same('203.0.113.7', '2001:db8::1', 'cloudformation.amazonaws.com', 'unknown'),
  agent: [['aws-cli/2 ; hunter2', '[hidden]']],
}
const seenBy = returnedSentences('iam-access-key/trail.ts', 'seenBy', parts)
const use = same(`at ${AT} for s3 in eu-central-1`, `at ${AT} for N/A in N/A`)
const seen: Samples = {
  'await seenBy(work, accessKeyId, endsAt)': seenBy,
  'await seenBy(work, accessKeyId, use.at)': seenBy,
  'use.text': use,
  'use?.text': use,
}
const inUse: Samples = {
  why: returnedSentences('iam-access-key/evidence.ts', 'whyInUse', {...parts, ...seen}),
  'await lastUse(context, id)': returnedSentences('iam-access-key/evidence.ts', 'lastUse', {...parts, ...seen}),
  where: [
    ...same('the version that AWSCURRENT left held it', 'AWSPREVIOUS holds it'),
    ['secrot-hold-hunter2 and AWSPREVIOUS holds it', 'another label and AWSPREVIOUS holds it'],
  ],
}
const stays = returnedSentences('iam-access-key/spare-keys.ts', 'ended', {...parts, ...inUse})
const keys = stays.map(([raw, shown]): Sample => [
  `AKIAIOSFODNN7EXAMPLE: ${raw}; AKIAI44QH8DHBEXAMPL2: AWSCURRENT holds it`,
  `…MPLE: ${shown}; …MPL2: AWSCURRENT holds it`,
])

/** What may stand in each hole of a sentence that a packaged rotator throws. */
const samples: Samples = {
  ...Object.fromEntries(
    ['value.of', 'this.of', 'stored.of', 'login.of', 'old.of', 'of', 'label'].map(one => [one, someone]),
  ),
  ...Object.fromEntries(['user.userName', 'userName'].map(one => [one, user])),
  ...Object.fromEntries(['value.apiId', 'this.apiId', 'api.apiId', 'current.apiId'].map(one => [one, api])),
  ...Object.fromEntries(
    ['least', 'most', 'bits', 'MOST_EXCLUDED', 'keys.length', 'expired.length', 'kind.longestUser'].map(one => [
      one,
      number,
    ]),
  ),
  ...Object.fromEntries(['host', 'url.host', 'test.url.host', 'pending.test.url.host'].map(one => [one, host])),
  ...Object.fromEntries(['status', 'answer', 'answer.status', 'last?.status'].map(one => [one, status])),
  ...Object.fromEntries(['found', 'another', 'named', 'place.field'].map(one => [one, field])),
  'placeText(place)': [...same('field password'), ['field hunter 2', 'field [hidden]'], ['the value', 'the value']],
  'field.name': same('accessKeyId'),
  'ENGINE.name': same('engine'),
  'PORT.name': same('port'),
  'SSL.name': same('ssl'),
  'API_ID.name': same('apiId'),
  'field.setting': same('PASSWORD_FIELD'),
  "kind.engines.join(', ')": same('postgres, postgresql, aurora-postgresql', 'mysql, mariadb, aurora, aurora-mysql'),
  "tagOf('USER_NAME')": same('secrot:user-name'),
  "tagOf('API_ID')": same('secrot:api-id'),
  CLAIM_TAG: same('secrot:secret'),
  claim: [...same(ARN), ['sha256:hunter2', '[hidden]']],
  owner: same(ARN),
  caller: [...same('arn:aws:iam::111122223333:user/team/bob'), ['hunter2', '[hidden]']],
  code: same('53300', 'ER_ACCESS_DENIED_ERROR', 'CERT_HAS_EXPIRED'),
  UNTRUSTED: same('the certificate of the server is not trusted'),
  where: request,
  operation: same('PutSecretValue'),
  'call-failed.ts code': same('ECONNRESET', 'unknown'),
  'causeIn(error as SdkError)': same(''),
  'settings.ts name': same('PASSWORD_LENGTH'),
  'event.ts name': same('Step', 'SecretId', 'ClientRequestToken'),
  secretId: [[ARN, '']],
  versionId: [['5f1c0e0a-7d1e-4a0a-9d55-0c6f6c1b2a3d', '']],
  "STEPS.join(', ')": same('createSecret, setSecret, testSecret, finishSecret'),
  'https/request-plan.ts why': same('it is not a JSON object'),
  "MEMBERS.join(', ')": same('method, url, headers, basic, body, accepts'),
  "METHODS.join(', ')": same('GET, HEAD, POST, PUT, PATCH, DELETE'),
  method: same('GET', 'HEAD'),
  'https/built-request.ts name': unnamed,
  placeholder: unnamed,
  names: same('{{pending.FIELD}}', '{{pending.FIELD}} and {{current.FIELD}}'),
  waited: same('', ' while the answer to PutSecretValue was waited for', ' while the answer to a call was waited for'),
  "reasons.join('; ')": keys,
}

const thrown = thrownSentences(samples).map(({at, by, samples: each}) => {
  // What stands behind the same beginning in one function alone.
  const before = by === 'refuse' ? 'requests.set of AWSPENDING cannot be used: ' : ''
  return [at, each.map(([raw, shown]) => [before + raw, before + shown] as const)] as const
})

describe('a reason of a packaged rotator', () => {
  it('is found wherever one is thrown', () => {
    expect(thrown.length).toBeGreaterThan(80)
  })

  it.each(thrown.filter(([at]) => !at.startsWith('event.ts')))('is shown as its text: %s', (_, each) => {
    expect(each.map(([raw]) => told(raw)?.text)).toEqual(each.map(([, shown]) => shown))
  })

  it.each(thrown.filter(([at]) => at.startsWith('event.ts')))('is shown where no rotation has begun: %s', (_, each) => {
    const refused = each.map(([message]) => rotatorReason({name: 'RotationRefused', message})?.text)
    expect(refused).toEqual(each.map(([, shown]) => shown.replace(', version : ', '')))
  })

  it.each(['TypeError', 'Error', 'something that is no error was thrown'])(
    'is shown for an error of others: %s',
    name => {
      expect(told(name)?.text).toBe(name)
    },
  )

  it.each([
    'user svc has no room for another access key; AKIAIOSFODNN7EXAMPLE: AWSCURRENT holds it',
    'API abcdefghijklmnopqrstuvwxyz has 50 keys, and AppSync takes no more; 3 of them have expired, but none of those was made for this secret',
  ])('is a limit where the provider has no place: %s', reason => {
    expect(told(reason)?.kind).toBe('limit')
  })

  it('is nothing where another function throws the same', () => {
    const message = `setSecret of ${ARN}, version 5f1c0e0a: the server rejects AWSPENDING`
    expect(rotatorReason({name: 'Error', message})).toBeUndefined()
    expect(rotatorReason({name: 'RotationError', message: 'the server rejects AWSPENDING'})).toBeUndefined()
  })

  it('shows nothing of a sentence that no packaged rotator has', () => {
    expect(told('the server rejects hunter2')).toBeUndefined()
    expect(told(`${'x'.repeat(3000)} rejects AWSPENDING: 401`)).toBeUndefined()
  })

  it('keeps back why a key stays where a packaged rotator has no such reason', () => {
    const reason = 'user svc has no room for another access key; AKIAIOSFODNN7EXAMPLE: hunter2'
    expect(told(reason)?.text).toBe('user svc has no room for another access key; …MPLE: [hidden]')
  })
})
