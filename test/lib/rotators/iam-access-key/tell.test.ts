import {describe, expect, it} from 'vitest'
import {CallFailed} from '../../../../src/lib/rotators/call-failed.ts'
import {letterTo, tellSuccess} from '../../../../src/lib/rotators/iam-access-key/tell.ts'
import {textOf} from '../../../../src/lib/rotators/notices/mail.ts'
import {aContext, aLog, aSecret} from '../support/a-context.ts'
import {valueOf} from './support/an-iam.ts'

const env = {TOPIC_ARN: 'arn:topic', MAIL_FROM: 'rotation@example.com', MAIL_DOMAIN: 'example.com'}

/** Tells of a rotation that succeeded; answers what was sent, and the text of the messages. */
async function told(
  given: {
    readonly env?: Record<string, string>
    readonly tags?: Record<string, string>
    readonly mail?: string
    readonly keys?: object[]
  } = {},
) {
  const sent: string[] = []
  const texts: string[] = []
  const send = ({input, constructor}: {readonly input: object}) => {
    if (constructor.name === 'ListAccessKeysCommand') return {AccessKeyMetadata: given.keys ?? []}
    sent.push(constructor.name.replace(/Command$/, ''))
    texts.push(JSON.stringify(input))
    if (constructor.name === 'SendEmailCommand' && given.mail !== undefined)
      throw new CallFailed('SendEmail', {name: given.mail})
    return {}
  }
  const secret = aSecret({tags: given.tags ?? {}})
  const values = {AWSPENDING: valueOf('AKIANEW'), AWSCURRENT: valueOf('AKIACUR')}
  await tellSuccess(aContext({secret, values, send, env: given.env ?? env, log: aLog()}))
  return {sent, text: texts.join('\n')}
}

describe('a rotation that succeeded', () => {
  it('is told to the user alone', async () => {
    const {sent, text} = await told()
    expect(sent).toEqual(['SendEmail'])
    expect(text).toContain('svc@example.com')
    for (const part of ['AKIANEW', 'secret-of']) expect(text).not.toContain(part)
  })

  it('is told with what becomes of the key before, if there was one', async () => {
    expect((await told({keys: [{AccessKeyId: 'AKIACUR'}]})).text).toContain('The key before it works until')
    expect((await told()).text).toContain('There was no key before it in the secret.')
  })

  it('is told to the admin too where the user could not be', async () => {
    const {sent, text} = await told({mail: 'MessageRejected'})
    expect(sent).toEqual(['SendEmail', 'Publish'])
    expect(text).toContain('The user was not told: SendEmail failed: MessageRejected')
    expect((await told({env: {...env, MAIL_DOMAIN: ''}})).text).toContain('no address is known for user svc')
  })

  it('is told to the admin too who was told that it had failed', async () => {
    const {sent, text} = await told({tags: {'secrot:told': 'new'}})
    expect(sent).toEqual(['SendEmail', 'Publish'])
    expect(text).toContain('An attempt before had failed, as was told.')
  })

  it('is told to nobody where nobody is named', async () => {
    expect((await told({env: {}})).sent).toEqual([])
  })
})

describe('the mail to the user', () => {
  const textFor = (facts: Parameters<typeof aSecret>[0]) =>
    textOf(letterTo('svc', aContext({secret: aSecret(facts)}), true))

  it('says whose key it is, when the old one stops, and where the new one is', () => {
    const text = textFor({periodDays: 30})
    expect(text).toContain('IAM user svc in account 111122223333 was rotated. The new key is in the secret team/api.')
    expect(text).toContain('The key before it works until its next rotation, about 1970-01-31 (every 30 days), unless')
    expect(text).toContain('aws secretsmanager get-secret-value --region eu-central-1 --secret-id')
    expect(text).toContain('https://eu-central-1.console.aws.amazon.com/secretsmanager/secret?name=team%2Fapi')
  })

  it('says that the old one works for its overlap where the schedule is shorter, or cannot tell', () => {
    expect(textFor({periodDays: 1})).toContain(
      '(every day), and not before 1970-01-02, unless somebody ends it earlier.',
    )
    expect(textFor({schedule: 'cron(0 8 * * ? *)'})).toContain('cron(0 8 * * ? *), and not before 1970-01-02, unless')
  })
})
