import {ListIdentitiesCommand} from '@aws-sdk/client-ses'
import {
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  GetAccountCommand,
  GetEmailIdentityCommand,
  ListEmailIdentitiesCommand,
  SendEmailCommand,
  type EmailContent,
  type SESv2Client,
} from '@aws-sdk/client-sesv2'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {signedFetch} from '../../support/signed-fetch.ts'
import {FROM, startMail, TO, trailOf, unverified, type Mail} from './support.ts'

let mail: Mail

beforeEach(async () => {
  mail = await startMail()
})

afterEach(() => mail.sandbox.stop())

const SIMPLE: EmailContent = {Simple: {Subject: {Data: 'Your key'}, Body: {Text: {Data: 'was rotated'}}}}
const RAW: EmailContent = {Raw: {Data: new TextEncoder().encode(`From: ${FROM}\nTo: ${TO}\nSubject: raw\n\nrotated`)}}
const verify = (...identities: string[]) => identities.forEach(one => mail.sandbox.mail.verify(one))
const send = (client: SESv2Client = mail.v2, more: object = {}) =>
  client.send(
    new SendEmailCommand({FromEmailAddress: FROM, Destination: {ToAddresses: [TO]}, Content: SIMPLE, ...more}),
  )

describe('identities of the second API', () => {
  const create = (EmailIdentity: string) => mail.v2.send(new CreateEmailIdentityCommand({EmailIdentity}))
  const get = (EmailIdentity: string) => mail.v2.send(new GetEmailIdentityCommand({EmailIdentity}))

  it('wait until they are verified, and are those of the first', async () => {
    expect(await create(FROM)).toMatchObject({IdentityType: 'EMAIL_ADDRESS', VerifiedForSendingStatus: false})
    expect(await get(FROM)).toMatchObject({VerifiedForSendingStatus: false, VerificationStatus: 'PENDING'})
    verify(FROM)
    expect(await get(FROM)).toMatchObject({VerifiedForSendingStatus: true, VerificationStatus: 'SUCCESS'})
    expect((await mail.ses.send(new ListIdentitiesCommand())).Identities).toEqual([FROM])
  })

  it('are made once, and must be there to be read or deleted', async () => {
    await create('example.com')
    await expect(create('example.com')).rejects.toMatchObject({name: 'AlreadyExistsException'})
    await mail.v2.send(new DeleteEmailIdentityCommand({EmailIdentity: 'example.com'}))
    const missing = {name: 'NotFoundException', $metadata: {httpStatusCode: 404}}
    await expect(get('example.com')).rejects.toMatchObject(missing)
    const again = new DeleteEmailIdentityCommand({EmailIdentity: 'example.com'})
    await expect(mail.v2.send(again)).rejects.toMatchObject(missing)
    await expect(create('nothing')).rejects.toMatchObject({name: 'BadRequestException'})
  })

  it('are listed by pages', async () => {
    verify('example.com')
    await create(FROM)
    const list = (NextToken?: string) => mail.v2.send(new ListEmailIdentitiesCommand({PageSize: 1, NextToken}))
    const first = await list()
    const second = await list(first.NextToken)
    expect([...first.EmailIdentities!, ...second.EmailIdentities!]).toEqual([
      {IdentityName: 'example.com', IdentityType: 'DOMAIN', SendingEnabled: true, VerificationStatus: 'SUCCESS'},
      {IdentityName: FROM, IdentityType: 'EMAIL_ADDRESS', SendingEnabled: false, VerificationStatus: 'PENDING'},
    ])
    const filtered = new ListEmailIdentitiesCommand({Filter: {DOMAIN: 'example'} as never})
    await expect(mail.v2.send(filtered)).rejects.toMatchObject({name: 'BadRequestException'})
    await expect(list('x')).rejects.toMatchObject({name: 'InvalidNextTokenException'})
  })
})

it('lists identities where older clients ask for them', async () => {
  verify('example.com')
  const response = await signedFetch(mail.sandbox, {
    service: 'ses',
    method: 'GET',
    path: '/v2/email/identities',
    signedAt: mail.sandbox.clock.now(),
  })
  expect(JSON.parse(response.body)).toMatchObject({EmailIdentities: [{IdentityName: 'example.com'}]})
})

describe('a mail by the second API', () => {
  it('needs verified identities, and is in the outbox alone', async () => {
    await expect(send()).rejects.toMatchObject(unverified(FROM, TO))
    verify(FROM, TO)
    const {MessageId} = await send()
    expect(mail.sandbox.mail.sent()).toEqual([
      {
        from: FROM,
        to: [TO],
        subject: 'Your key',
        text: 'was rotated',
        at: mail.sandbox.clock.now(),
        messageId: MessageId,
      },
    ])
    expect((await trailOf(mail.sandbox)).names).toEqual([])
    expect(JSON.stringify(mail.sandbox.callRecord.entries())).not.toMatch(/rotated|Your key/)
  })

  it('counts with those of the first, in words of its own', async () => {
    verify(FROM, TO)
    await send()
    const tooFast = {name: 'TooManyRequestsException', $metadata: {httpStatusCode: 429}}
    await expect(send()).rejects.toMatchObject({...tooFast, message: 'Maximum sending rate exceeded.'})
    expect(await mail.v2.send(new GetAccountCommand())).toMatchObject({
      ProductionAccessEnabled: false,
      SendingEnabled: true,
      SendQuota: {Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 1},
    })
    mail.sandbox.mail.productionAccess(true)
    expect(await mail.v2.send(new GetAccountCommand())).toMatchObject({ProductionAccessEnabled: true})
  })

  it('may be raw, with the permission for raw mails', async () => {
    verify(FROM, TO)
    const rawOnly = {FromEmailAddress: undefined, Destination: undefined, Content: RAW}
    await send(mail.v2, rawOnly)
    expect(mail.sandbox.mail.sent()).toMatchObject([{from: FROM, to: [TO], subject: 'raw', text: 'rotated'}])
    const ana = mail.v2As({Effect: 'Allow', Action: 'ses:SendEmail', Resource: '*'})
    await expect(send(ana, rawOnly)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('`ses:SendRawEmail') as string,
      $metadata: {httpStatusCode: 403},
    })
  })

  it.each<[string, object]>([
    ['names no sender', {FromEmailAddress: undefined}],
    ['names no recipient', {Destination: undefined}],
    ['has a template', {Content: {Template: {TemplateName: 'x'}}}],
  ])('is refused when it %s', async (_what, input) => {
    verify(FROM, TO)
    await expect(send(mail.v2, input)).rejects.toMatchObject({name: 'BadRequestException'})
  })

  it('knows no configuration sets', async () => {
    verify(FROM, TO)
    await expect(send(mail.v2, {ConfigurationSetName: 'none'})).rejects.toMatchObject({name: 'NotFoundException'})
  })

  it.each([
    ['throttle', {name: 'TooManyRequestsException', $metadata: {httpStatusCode: 429}}],
    ['server-error', {name: 'InternalServiceErrorException', $metadata: {httpStatusCode: 500}}],
    ['access-denied', {name: 'AccessDeniedException', $metadata: {httpStatusCode: 403}}],
  ] as const)('meets the fault %s in the words of SES', async (kind, error) => {
    verify(FROM, TO)
    mail.sandbox.faults.set([{kind, service: 'ses', operation: 'SendEmail'}])
    await expect(send()).rejects.toMatchObject(error)
    expect(mail.sandbox.mail.sent()).toEqual([])
  })
})
