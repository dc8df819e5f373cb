import type {Sensitive} from '../sensitive.ts'

/** A secret as text, for where it belongs: the server or the sandbox that it is for. */
export function revealedText(secret: Sensitive): string {
  const revealed = secret.reveal()
  return typeof revealed === 'string' ? revealed : Buffer.from(revealed).toString('utf8')
}
