import {SendEmailCommand, SESv2Client} from '@aws-sdk/client-sesv2'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import {sendOnce} from './send-once.ts'

/** A mail in paragraphs. `code` is typed or clicked, and stands alone on a line. */
export interface Letter {
  readonly subject: string
  readonly paragraphs: readonly (string | {readonly code: string} | {readonly link: string})[]
}

/**
 * Whom a user's mail goes to: the secret's tag or the variable MAIL_TO, else the user at MAIL_DOMAIN, else the user's name
 * where it is an address. undefined: nobody knows.
 */
export function addressOf(userName: string, {settings}: Pick<RotatorContext, 'settings'>): string | undefined {
  const to = settings.text('MAIL_TO')
  const domain = settings.text('MAIL_DOMAIN')
  const address = to || (domain && !userName.includes('@') ? `${userName}@${domain}` : userName)
  return /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/.test(address) ? address : undefined
}

/** Sends it, once. Refused: nobody knows the user's address. */
export async function mailTo(context: RotatorContext, userName: string, from: string, letter: Letter): Promise<void> {
  const address = addressOf(userName, context)
  if (address === undefined)
    throw new Refusal(`no address is known for user ${userName}: MAIL_TO or MAIL_DOMAIN names it`)
  const ses = context.clients.make(SESv2Client, {maxAttempts: 1})
  const part = (Data: string) => ({Data, Charset: 'UTF-8'})
  const Body = {Text: part(textOf(letter)), Html: part(htmlOf(letter))}
  const request = new SendEmailCommand({
    FromEmailAddress: from,
    Destination: {ToAddresses: [address]},
    Content: {Simple: {Subject: part(letter.subject), Body}},
  })
  await sendOnce(context.clock, () => ses.send(request))
}

export function textOf({paragraphs}: Letter): string {
  const lines = paragraphs.map(one => (typeof one === 'string' ? one : `  ${'code' in one ? one.code : one.link}`))
  return `${lines.join('\n\n')}\n`
}

export function htmlOf({subject, paragraphs}: Letter): string {
  const body = paragraphs.map(one => {
    if (typeof one === 'string') return `<p>${escaped(one)}</p>`
    if ('code' in one) return `<pre>${escaped(one.code)}</pre>`
    return `<p><a href="${escaped(one.link)}">${escaped(one.link)}</a></p>`
  })
  return `<!doctype html>\n<html><head><meta charset="utf-8"><title>${escaped(subject)}</title></head><body>\n${body.join('\n')}\n</body></html>\n`
}

const ENTITIES: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, sign => ENTITIES[sign] ?? sign)
}
