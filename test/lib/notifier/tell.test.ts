import {describe, expect, it} from 'vitest'
import type {Message} from '../../../src/lib/notifier/message.ts'
import {tell, TEST_EVENT} from '../../../src/lib/notifier/tell.ts'
import type {Streams} from '../../../src/lib/notifier/told.ts'

const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/api-AbCdEf'
const VERSION = '5f0d2a71-3c44-4b19-9d57-1f6a0c2b8e93'
const minutes = 60_000

const failed = (step = 'testSecret', version = VERSION, more: object = {}) => ({
  'detail-type': 'AWS Service Event via CloudTrail',
  source: 'aws.secretsmanager',
  resources: [],
  time: '2026-11-22T09:00:00Z',
  detail: {
    eventName: 'RotationFailed',
    eventTime: '2026-11-22T08:59:58Z',
    errorMessage: `Error when executing lambda arn:aws:lambda:eu-central-1:111122223333:function:f during ${step} step`,
    additionalEventData: {SecretId: ARN},
    requestID: `Rotation-${ARN}-${version}`,
    ...more,
  },
})

const label = (labelUpdated: string) => ({
  'detail-type': 'Secret Label Updated',
  source: 'aws.secretsmanager',
  time: '2026-11-22T09:00:00Z',
  resources: [ARN],
  detail: {name: 'prod/api', labelUpdated, versionId: VERSION},
})

/** Streams as CloudWatch Logs keeps them, a topic, and a clock that a test moves. */
function world() {
  const made = new Map<string, number>()
  const messages: Message[] = []
  const state = {now: 1_000_000, broken: false}
  const streams: Streams = {
    list: async prefix =>
      [...made].filter(([name]) => name.startsWith(prefix)).map(([name, madeAt]) => ({name, madeAt})),
    async make(name) {
      if (made.has(name)) return false
      made.set(name, state.now)
      return true
    },
  }
  const publish = async (message: Message) => {
    if (state.broken) throw new Error('AuthorizationError')
    messages.push(message)
  }
  const means = {streams, publish, now: () => state.now}
  return {state, messages, made, means, tell: (event: unknown) => tell(event, means)}
}

describe('the notifier', () => {
  it('tells of a failed rotation: secret, version, step and the first command, which changes nothing', async () => {
    const {tell: say, messages} = world()
    expect(await say(failed())).toBe('told')
    expect(messages).toEqual([{subject: 'Rotation failed: prod/api', text: expect.any(String)}])
    const [{text} = {text: ''}] = messages
    expect(text).toMatch(/^The rotation of prod\/api failed in testSecret\.$/m)
    expect(text).toContain(`Secret   ${ARN}\nVersion  ${VERSION}\nStep     testSecret\n`)
    expect(text).toContain(`  secrot doctor '${ARN}'`)
  })

  it('tells the same version once in an hour, and again after it', async () => {
    const {tell: say, messages, state} = world()
    await say(failed())
    state.now += 59 * minutes
    expect(await say(failed('setSecret'))).toBe('told-before')
    state.now += minutes
    expect(await say(failed())).toBe('told')
    state.now += 59 * minutes
    expect(await say(failed())).toBe('told-before')
    expect(messages).toHaveLength(2)
  })

  it('tells of another version, and of another end of the same, at once', async () => {
    const {tell: say, messages} = world()
    await say(failed())
    await say(failed('testSecret', 'another-version-with-32-characters-or-more'))
    await say(failed('testSecret', VERSION, {eventName: 'RotationAbandoned', errorMessage: undefined}))
    expect(messages.map(({subject}) => subject)).toEqual([
      'Rotation failed: prod/api',
      'Rotation failed: prod/api',
      'Rotation abandoned: prod/api',
    ])
  })

  it('lets one of two at the same time tell it; the other looks again later', async () => {
    const {means, messages} = world()
    const ends = await Promise.allSettled([tell(failed(), means), tell(failed(), means)])
    expect(ends.map(({status}) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(messages).toHaveLength(1)
  })

  it('tells it with the next attempt where the topic refused it', async () => {
    const {tell: say, messages, state} = world()
    state.broken = true
    await expect(say(failed())).rejects.toThrow('AuthorizationError')
    state.broken = false
    await expect(say(failed())).rejects.toThrow('Another invocation')
    state.now += minutes
    expect(await say(failed())).toBe('told')
    expect(messages).toHaveLength(1)
  })

  it.each(['list', 'make'] as const)('tells where what keeps repeats out fails to %s, each time', async call => {
    const {means, messages} = world()
    const refused = async () => Promise.reject(new Error('ThrottlingException'))
    const blind = {...means, streams: {...means.streams, [call]: refused}}
    expect([await tell(failed(), blind), await tell(failed(), blind)]).toEqual(['told', 'told'])
    expect(messages).toHaveLength(2)
  })

  it('does not fail for a mark that is refused once the message is out: Lambda would have it told again', async () => {
    const {means, messages} = world()
    const make = async (name: string) =>
      name.endsWith('/sent') ? Promise.reject(new Error('ThrottlingException')) : means.streams.make(name)
    expect(await tell(failed(), {...means, streams: {...means.streams, make}})).toBe('told')
    expect(messages).toHaveLength(1)
  })

  it('tells again after an hour where somebody deleted an old stream', async () => {
    const {tell: say, messages, made, state} = world()
    await say(failed())
    state.now += 60 * minutes
    await say(failed())
    for (const name of [...made.keys()].filter(one => /\/0(\/sent)?$/.test(one))) made.delete(name)
    state.now += 60 * minutes
    expect(await say(failed())).toBe('told')
    expect(messages).toHaveLength(3)
  })

  it('says of a new current value that the event does not say why', async () => {
    const {tell: say, messages} = world()
    expect(await say(label('AWSCURRENT'))).toBe('told')
    expect(messages[0]?.text).toContain('a rotation succeeded, or somebody moved AWSCURRENT')
    expect(messages[0]?.text).toContain(`  secrot status '${ARN}'`)
    expect(await say(failed('', VERSION, {eventName: 'RotationSucceeded'}))).toBe('told-before')
  })

  it.each([
    ['another label', label('mine')],
    ['the start of a rotation', failed('', VERSION, {eventName: 'RotationStarted'})],
    ['an event without a secret', failed('', VERSION, {additionalEventData: null})],
    ['nothing at all', null],
  ])('is silent about %s', async (_, event) => {
    const {tell: say, messages} = world()
    expect([await say(event), messages]).toEqual(['not-news', []])
  })

  it('sends a test message each time', async () => {
    const {tell: say, messages} = world()
    expect([await say(TEST_EVENT), await say(TEST_EVENT)]).toEqual(['told', 'told'])
    expect(messages.map(({subject}) => subject)).toEqual(Array(2).fill('Test message of secrot notify'))
  })

  it('keeps the subject within what SNS takes', async () => {
    const {tell: say, messages} = world()
    const longArn = ARN.replace('prod/api', 'n'.repeat(400))
    await say(failed('testSecret', VERSION, {additionalEventData: {SecretId: longArn}}))
    expect(messages[0]?.subject).toMatch(/^Rotation failed: n+\.\.\.$/)
    expect(messages[0]?.subject).toHaveLength(100)
  })
})
