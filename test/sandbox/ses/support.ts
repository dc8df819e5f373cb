import {SESClient} from '@aws-sdk/client-ses'
import {SESv2Client} from '@aws-sdk/client-sesv2'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

export const FROM = 'rotation@example.com'
export const TO = 'ana@example.org'

/** A sandbox with both clients of SES, and how to speak as a user with some statements in its policy. */
export async function startMail() {
  const sandbox = await startTestSandbox({clock: {mode: 'manual', startAt: Date.UTC(2026, 10, 22, 9)}})
  const credentials = (...Statement: object[]) =>
    sandbox.iam.addUser({
      accountId: sandbox.accountId,
      userName: 'ana',
      policies: {own: {Version: '2012-10-17', Statement}},
    })
  return {
    sandbox,
    ses: new SESClient(sandbox.config),
    v2: new SESv2Client(sandbox.config),
    as: (...statements: object[]) => new SESClient({...sandbox.config, credentials: credentials(...statements)}),
    v2As: (...statements: object[]) => new SESv2Client({...sandbox.config, credentials: credentials(...statements)}),
  }
}

export type Mail = Awaited<ReturnType<typeof startMail>>

/** What the SDK throws for addresses that nobody verified. */
export const unverified = (...addresses: string[]) => ({
  name: 'MessageRejected',
  message:
    'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ' +
    addresses.join(', '),
  $metadata: {httpStatusCode: 400},
})

/** Names of the events that LookupEvents shows, and all text of them. */
export async function trailOf(sandbox: TestSandbox): Promise<{names: string[]; text: string}> {
  const {Events} = (await sandbox.call('cloudtrail', 'LookupEvents', {})) as {Events: {EventName: string}[]}
  return {names: Events.map(({EventName}) => EventName), text: JSON.stringify(Events)}
}
