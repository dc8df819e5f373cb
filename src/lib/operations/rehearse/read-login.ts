import {readFile} from 'node:fs/promises'
import {inputRefused} from '../../rehearse/input/refused.ts'
import {objectOf} from '../../rehearse/input/template-text.ts'
import type {AdminAccount} from '../../rehearse/targets/admin-account.ts'
import type {DatabaseTarget} from '../../rehearse/targets-declared.ts'
import {jsonOf} from '../../plan/breach.ts'
import {Sensitive} from '../../sensitive.ts'
import {SERVER_VARIABLES} from './target-flags.ts'

/** The admin login of a server, from its file or the variables of its clients. Throws LOGIN_UNREADABLE (exit 2). */
export async function readLogin(
  {kind, admin}: Pick<DatabaseTarget, 'kind' | 'admin'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<AdminAccount> {
  if (admin.from === 'environment') {
    return {user: admin.user, password: new Sensitive(env[SERVER_VARIABLES[kind].password] ?? '')}
  }
  const text = await readFile(admin.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unreadable(admin.path, `cannot be read (${error.code ?? 'unknown'})`)
  })
  const {user, password} = objectOf(jsonOf(text)) ?? {}
  if (typeof user !== 'string' || user === '' || typeof password !== 'string') {
    throw unreadable(admin.path, 'is no JSON object with the texts user and password')
  }
  return {user, password: new Sensitive(password)}
}

function unreadable(path: string, reason: string): Error {
  return inputRefused(
    'LOGIN_UNREADABLE',
    `The login file ${path} ${reason}.`,
    'It holds {"user": "admin", "password": "…"} of an account that may reset the others; keep it at mode 0600.',
  )
}
