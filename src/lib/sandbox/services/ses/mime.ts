/** Raw messages as far as an outbox shows them: headers and the texts, attachments left out. RFC 5322 and 2045 to 2047. */
import {splitAddresses} from './addresses.ts'

export interface RawMail {
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text?: string
  readonly html?: string
}

/** Headers that are missing come out empty. */
export function readRaw(data: string): RawMail {
  const {headers, body} = split(Buffer.from(data, 'base64').toString('latin1'))
  const recipients = ['to', 'cc', 'bcc'].flatMap(name => splitAddresses(words(headers.get(name) ?? '')))
  return {
    from: words(headers.get('from') ?? ''),
    to: recipients,
    subject: words(headers.get('subject') ?? ''),
    ...textsOf(headers, body),
  }
}

type Headers = ReadonlyMap<string, string>

function split(part: string): {readonly headers: Headers; readonly body: string} {
  const [head = '', ...rest] = part.replaceAll('\r\n', '\n').split('\n\n')
  const lines = head.replaceAll(/\n[ \t]+/g, ' ').split('\n')
  const pairs = lines.map(
    line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()] as const,
  )
  return {headers: new Map(pairs), body: rest.join('\n\n')}
}

function textsOf(headers: Headers, body: string): {text?: string; html?: string} {
  const type = headers.get('content-type') ?? 'text/plain'
  const boundary = /^multipart\/.*boundary="?([^";]+)/i.exec(type)?.[1]
  if (boundary !== undefined) {
    const parts = body.split(`--${boundary}`).slice(1, -1)
    const found = parts.map(part => split(part.replace(/^\r?\n/, ''))).map(part => textsOf(part.headers, part.body))
    return Object.assign({}, ...found.toReversed()) as {text?: string; html?: string}
  }
  if (/^attachment/i.test(headers.get('content-disposition') ?? '')) return {}
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase()
  const decoded = bytesOf(body, encoding).toString('utf8').replace(/\n$/, '')
  if (/^text\/plain/i.test(type)) return {text: decoded}
  return /^text\/html/i.test(type) ? {html: decoded} : {}
}

function bytesOf(body: string, encoding: string | undefined): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64')
  return Buffer.from(encoding === 'quoted-printable' ? quoted(body.replaceAll(/=\n/g, '')) : body, 'latin1')
}

function quoted(text: string): string {
  return text.replaceAll(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
}

/** `=?utf-8?B?…?=` and `=?utf-8?Q?…?=` in a header. */
function words(header: string): string {
  const utf8 = Buffer.from(header, 'latin1').toString('utf8')
  return utf8.replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi, (_all, kind: string, text: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString('utf8')
      : Buffer.from(quoted(text.replaceAll('_', ' ')), 'latin1').toString('utf8'),
  )
}
