import type {Sensitive} from '../../sensitive.ts'

/** Whoever may reset accounts. */
export interface AdminAccount {
  readonly user: string
  readonly password: Sensitive
}

/** It goes to the server that it is for. */
export function passwordText(password: Sensitive): string {
  const revealed = password.reveal()
  return typeof revealed === 'string' ? revealed : Buffer.from(revealed).toString('utf8')
}
