import {
  DeleteIdentityCommand,
  GetAccountSendingEnabledCommand,
  GetIdentityVerificationAttributesCommand,
  GetSendQuotaCommand,
  ListIdentitiesCommand,
  SendEmailCommand,
  SendRawEmailCommand,
  VerifyDomainIdentityCommand,
  VerifyEmailIdentityCommand,
  type SESClient,
  type SendEmailCommandInput,
} from '@aws-sdk/client-ses'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {FROM, startMail, TO, trailOf, unverified, type Mail} from './support.ts'

let mail: Mail

beforeEach(async () => {
  mail = await startMail()
})

afterEach(() => mail.sandbox.stop())

const verify = (...identities: string[]) => identities.forEach(one => mail.sandbox.mail.verify(one))
const send = (client: SESClient = mail.ses, more: Partial<SendEmailCommandInput> = {}) =>
  client.send(
    new SendEmailCommand({
      Source: FROM,
      Destination: {ToAddresses: [TO]},
      Message: {Subject: {Data: 'Your key'}, Body: {Text: {Data: 'was rotated'}, Html: {Data: '<b>rotated</b>'}}},
      ...more,
    }),
  )
const statusOf = async (identity: string) => {
  const ask = new GetIdentityVerificationAttributesCommand({Identities: [identity]})
  return (await mail.ses.send(ask)).VerificationAttributes?.[identity]?.VerificationStatus
}
const sentTo = () => mail.sandbox.mail.sent().map(({to}) => to)

describe('an identity', () => {
  it('waits until its owner verifies it', async () => {
    await mail.ses.send(new VerifyEmailIdentityCommand({EmailAddress: FROM}))
    expect(await statusOf(FROM)).toBe('Pending')
    mail.sandbox.mail.verify(FROM)
    expect(await statusOf(FROM)).toBe('Success')
    await mail.ses.send(new VerifyEmailIdentityCommand({EmailAddress: FROM}))
    expect(await statusOf(FROM)).toBe('Success')
    expect(await statusOf(TO)).toBeUndefined()
  })

  it('of a domain has a token for its DNS', async () => {
    const {VerificationToken} = await mail.ses.send(new VerifyDomainIdentityCommand({Domain: 'Example.com'}))
    expect(VerificationToken).toMatch(/^\S{40,}$/)
    const ask = new GetIdentityVerificationAttributesCommand({Identities: ['example.com']})
    expect((await mail.ses.send(ask)).VerificationAttributes).toEqual({
      'example.com': {VerificationStatus: 'Pending', VerificationToken},
    })
  })

  it('is listed by kind and page, and deleted', async () => {
    verify('a@example.com', 'b@example.com', 'example.com')
    mail.sandbox.switches.turn({pageSize: 1})
    const list = (NextToken?: string) =>
      mail.ses.send(new ListIdentitiesCommand({IdentityType: 'EmailAddress', NextToken}))
    const first = await list()
    const second = await list(first.NextToken)
    expect([first.Identities, second.Identities, second.NextToken]).toEqual([
      ['a@example.com'],
      ['b@example.com'],
      undefined,
    ])
    await expect(list('x')).rejects.toMatchObject({name: 'InvalidParameterValue'})
    await mail.ses.send(new DeleteIdentityCommand({Identity: 'b@example.com'}))
    mail.sandbox.switches.turn({pageSize: undefined})
    expect((await mail.ses.send(new ListIdentitiesCommand())).Identities).toEqual(['a@example.com', 'example.com'])
  })

  it('is an address or a domain', async () => {
    const refused = {name: 'InvalidParameterValue'}
    await expect(mail.ses.send(new VerifyEmailIdentityCommand({EmailAddress: 'ana'}))).rejects.toMatchObject(refused)
    await expect(mail.ses.send(new VerifyDomainIdentityCommand({Domain: 'a b'}))).rejects.toMatchObject(refused)
  })

  it('is one of its account and region', async () => {
    mail.sandbox.mail.verify(FROM, {accountId: mail.sandbox.accountId, region: 'us-east-1'})
    expect(await statusOf(FROM)).toBeUndefined()
  })
})

describe('a mail in sandbox mode', () => {
  it('needs a verified sender and verified recipients', async () => {
    await expect(send()).rejects.toMatchObject(unverified(FROM, TO))
    verify(FROM)
    await expect(send()).rejects.toMatchObject(unverified(TO))
    verify(TO)
    await expect(send()).resolves.toMatchObject({MessageId: expect.stringMatching(/-000000$/) as string})
  })

  it('is in the outbox, and nowhere else', async () => {
    verify(FROM, 'example.org')
    const Destination = {ToAddresses: [`Ana <${TO}>`], CcAddresses: ['c@example.org'], BccAddresses: ['d@example.org']}
    const {MessageId} = await send(mail.ses, {Destination, Source: `Rotation <${FROM}>`})
    expect(mail.sandbox.mail.sent()).toEqual([
      {
        from: `Rotation <${FROM}>`,
        to: [TO, 'c@example.org', 'd@example.org'],
        subject: 'Your key',
        text: 'was rotated',
        html: '<b>rotated</b>',
        at: mail.sandbox.clock.now(),
        messageId: MessageId,
      },
    ])
    const trail = await trailOf(mail.sandbox)
    expect(trail.names).toEqual([])
    expect(JSON.stringify(mail.sandbox.callRecord.entries())).not.toMatch(/rotated|Your key/)
  })

  it('goes to the mailbox simulator, which nobody verifies', async () => {
    verify(FROM)
    await send(mail.ses, {Destination: {ToAddresses: ['bounce@simulator.amazonses.com']}})
    const {SentLast24Hours} = await mail.ses.send(new GetSendQuotaCommand())
    expect(SentLast24Hours).toBe(0)
  })

  it.each([
    ['example.com', true],
    ['EXAMPLE.com', true],
    ['com', false],
    ['Rotation@example.com', false],
    ['ample.com', false],
  ])('may come from rotation@mail.example.com and rotation@example.com when %s is verified: %s', async (name, may) => {
    verify(TO, name)
    for (const Source of ['rotation@mail.example.com', FROM]) {
      mail.sandbox.switches.turn({mailThrottle: false})
      if (may) await expect(send(mail.ses, {Source})).resolves.toBeDefined()
      else await expect(send(mail.ses, {Source})).rejects.toMatchObject(unverified(Source))
    }
  })

  it('is one a second and 200 a day, counted by recipients', async () => {
    verify(FROM, 'example.org')
    await send()
    await expect(send()).rejects.toMatchObject({name: 'Throttling', message: 'Maximum sending rate exceeded.'})
    await mail.sandbox.clock.advance(1000)
    const recipients = (count: number) => ({ToAddresses: Array.from({length: count}, (_, i) => `${i}@example.org`)})
    for (const count of [50, 50, 50, 49]) {
      await send(mail.ses, {Destination: recipients(count)})
      await mail.sandbox.clock.advance(1000)
    }
    expect(await mail.ses.send(new GetSendQuotaCommand())).toMatchObject({
      Max24HourSend: 200,
      MaxSendRate: 1,
      SentLast24Hours: 200,
    })
    await expect(send()).rejects.toMatchObject({name: 'Throttling', message: 'Daily message quota exceeded.'})
    mail.sandbox.switches.turn({mailThrottle: false})
    await expect(send()).resolves.toBeDefined()
  })

  it.each<[string, Partial<SendEmailCommandInput>]>([
    ['has no recipient', {Destination: {ToAddresses: []}}],
    ['has no body', {Message: {Subject: {Data: 'x'}, Body: {}}}],
    ['names no address', {Source: 'ana'}],
    ['has 51 recipients', {Destination: {ToAddresses: Array.from({length: 51}, (_, i) => `${i}@example.org`)}}],
  ])('is refused when it %s', async (_what, input) => {
    verify(FROM, 'example.org')
    await expect(send(mail.ses, input)).rejects.toMatchObject({name: 'InvalidParameterValue'})
    expect(mail.sandbox.mail.sent()).toEqual([])
  })

  it('knows no configuration sets', async () => {
    verify(FROM, TO)
    await expect(send(mail.ses, {ConfigurationSetName: 'none'})).rejects.toMatchObject({
      name: 'ConfigurationSetDoesNotExistException',
      ConfigurationSetName: 'none',
    })
  })
})

describe('a mail outside sandbox mode', () => {
  it('goes to everybody, from verified senders alone', async () => {
    mail.sandbox.mail.productionAccess(true)
    await expect(send()).rejects.toMatchObject(unverified(FROM))
    verify(FROM)
    await send()
    await send()
    expect(sentTo()).toEqual([[TO], [TO]])
    expect(await mail.ses.send(new GetSendQuotaCommand())).toMatchObject({Max24HourSend: 50_000, MaxSendRate: 14})
    expect(await mail.ses.send(new GetAccountSendingEnabledCommand())).toMatchObject({Enabled: true})
    mail.sandbox.mail.productionAccess(false)
    await expect(send()).rejects.toMatchObject(unverified(TO))
  })
})

describe('a raw mail', () => {
  const raw = (text: string, more = {}) =>
    mail.ses.send(new SendRawEmailCommand({RawMessage: {Data: new TextEncoder().encode(text)}, ...more}))

  it('is taken apart for the outbox', async () => {
    verify('example.com', TO)
    const text = [
      `From: Rotation <${FROM}>`,
      `To: "Ana, the one"`,
      ` <${TO}>`,
      'Subject: =?UTF-8?Q?Schl=C3=BCssel_neu?=',
      'Content-Type: multipart/alternative; boundary="xx"',
      '',
      '--xx',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'gedreht =E2=9C=93 =',
      'ganz',
      '--xx',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('<b>gedreht ✓</b>').toString('base64'),
      '--xx',
      'Content-Type: text/plain',
      'Content-Disposition: attachment; filename=key.txt',
      '',
      'not this',
      '--xx--',
      '',
    ]
    await raw(text.join('\r\n'))
    expect(mail.sandbox.mail.sent()).toMatchObject([
      {
        from: `Rotation <${FROM}>`,
        to: [TO],
        subject: 'Schlüssel neu',
        text: 'gedreht ✓ ganz',
        html: '<b>gedreht ✓</b>',
      },
    ])
  })

  it('goes to whom the request names, from verified senders in request and message', async () => {
    verify(FROM, TO)
    const text = 'From: x@example.net\nTo: y@example.net\nSubject: s\n\nbody'
    const named = {Source: FROM, Destinations: [TO]}
    await expect(raw(text, named)).rejects.toMatchObject(unverified('x@example.net'))
    verify('x@example.net')
    await raw(text, named)
    expect(mail.sandbox.mail.sent()).toMatchObject([{from: 'x@example.net', to: [TO], text: 'body'}])
  })
})

describe('the permission to send', () => {
  const identity = (name: string) => `arn:aws:ses:eu-central-1:111122223333:identity/${name}`
  const may = (Resource: string | string[], more = {}) => ({
    Effect: 'Allow',
    Action: 'ses:SendEmail',
    Resource,
    ...more,
  })
  const denied = (on: string) => ({
    name: 'AccessDenied',
    message:
      "User `arn:aws:iam::111122223333:user/ana' is not authorized to perform `ses:SendEmail' on resource " +
      `\`${identity(on)}'`,
    $metadata: {httpStatusCode: 403},
  })

  it('is asked on the sender’s identity, and in sandbox mode on those of recipients', async () => {
    verify('example.com', TO)
    const ana = mail.as(may(identity('example.com')))
    await expect(send(ana)).rejects.toMatchObject(denied(TO))
    mail.sandbox.mail.productionAccess(true)
    await send(ana)
    await expect(send(ana, {Source: 'a@example.net'})).rejects.toMatchObject(denied('a@example.net'))
  })

  it('can be bound to addresses', async () => {
    verify(FROM, 'example.org')
    const Condition = {StringEquals: {'ses:FromAddress': FROM}, 'ForAllValues:StringLike': {'ses:Recipients': [TO]}}
    const ana = mail.as(may('*', {Condition}))
    await send(ana)
    const other = {Destination: {ToAddresses: ['b@example.org']}}
    await expect(send(ana, other)).rejects.toMatchObject({name: 'AccessDenied'})
  })

  it('for a raw mail is one of its own', async () => {
    verify(FROM, TO)
    const Data = new TextEncoder().encode(`From: ${FROM}\nTo: ${TO}\n\nx`)
    const raw = new SendRawEmailCommand({RawMessage: {Data}})
    await expect(mail.as(may('*')).send(raw)).rejects.toMatchObject({name: 'AccessDenied'})
  })
})

describe('a fault', () => {
  it.each([
    ['throttle', {name: 'Throttling', message: 'Rate exceeded', $metadata: {httpStatusCode: 400}}],
    ['server-error', {name: 'InternalFailure', $metadata: {httpStatusCode: 500}}],
    ['access-denied', {name: 'AccessDenied', $metadata: {httpStatusCode: 403}}],
  ] as const)('%s is met in the words of SES', async (kind, error) => {
    verify(FROM, TO)
    mail.sandbox.faults.set([{kind, service: 'ses', operation: 'SendEmail'}])
    await expect(send()).rejects.toMatchObject(error)
    expect(mail.sandbox.mail.sent()).toEqual([])
  })
})

it('identities, mails and production access go with the sandbox into its snapshot', async () => {
  const before = mail.sandbox.snapshot()
  mail.sandbox.mail.productionAccess(true)
  verify(FROM)
  await send()
  const after = mail.sandbox.snapshot()
  mail.sandbox.restore(before)
  expect(mail.sandbox.mail.sent()).toEqual([])
  await expect(send()).rejects.toMatchObject(unverified(FROM, TO))
  mail.sandbox.restore(after)
  expect(sentTo()).toEqual([[TO]])
  await expect(send(mail.ses, {Destination: {ToAddresses: ['b@example.net']}})).resolves.toBeDefined()
})

it('a state from before there was mail, topics, grants and their switch is read', async () => {
  const {services, switches, ...others} = mail.sandbox.snapshot()
  const {ses: _ses, sesv2: _sesv2, sns: _sns, kms, ...older} = services
  const {grants: _grants, ...keys} = kms as Record<string, unknown>
  const {mailThrottle: _mailThrottle, ...known} = switches as Record<string, unknown>
  verify(FROM)
  mail.sandbox.switches.turn({mailThrottle: false})
  await mail.sandbox.call('sns', 'CreateTopic', {Name: 'alerts'})
  mail.sandbox.restore({...others, services: {...older, kms: keys}, switches: known})
  expect(mail.sandbox.switches.current.mailThrottle).toBe(true)
  expect((await mail.ses.send(new ListIdentitiesCommand())).Identities).toEqual([])
  await expect(mail.sandbox.call('sns', 'ListTopics', {})).resolves.toMatchObject({Topics: []})
})
