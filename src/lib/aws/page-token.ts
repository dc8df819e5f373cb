import {EXIT, SecrotError} from '../errors.ts'

/**
 * The token to ask the next page with, after a page that was asked with `sent`; undefined when the list is at its end,
 * which a server may also say with an empty token. Throws PAGES_REPEAT where the server gives the token that it was just
 * sent: going on would read the same page for ever, and stopping would pass part of a list off as all of it.
 */
export function nextPageToken(sent: string | undefined, received: string | undefined): string | undefined {
  if (received === undefined || received === '') return undefined
  if (received !== sent) return received
  throw new SecrotError({
    code: 'PAGES_REPEAT',
    message: 'The list does not end: its pages repeat.',
    hint: 'AWS does not answer so. Check --endpoint-url and AWS_ENDPOINT_URL.',
    exit: EXIT.failed,
  })
}
