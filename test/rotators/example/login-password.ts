import {requiredPlaceOf, type Field} from '../../../src/lib/rotators/fields.ts'
import {handlerOf} from '../../../src/lib/rotators/handler.ts'
import {Refusal} from '../../../src/lib/rotators/refusal.ts'
import type {Rotator, RotatorContext} from '../../../src/lib/rotators/rotator.ts'
import type {StoredValue} from '../../../src/lib/rotators/stored-value.ts'
import {GetRandomPasswordCommand} from '@aws-sdk/client-secrets-manager'

const URL_FIELD: Field = {name: 'url', also: ['endpoint'], setting: 'URL_FIELD'}
const USER: Field = {name: 'username', also: ['user'], setting: 'USER_FIELD'}
const PASSWORD: Field = {name: 'password', setting: 'PASSWORD_FIELD'}

/** The only password of a user of a login service: POST /login answers 204 or 401, POST /password replaces it. */
const loginPassword: Rotator = {
  name: 'login-password',

  async create(context) {
    const current = await context.current()
    loginIn(current, context)
    const request = new GetRandomPasswordCommand({PasswordLength: 32, ExcludeCharacters: '"\'\\/@`'})
    const {RandomPassword: text = ''} = await context.clients.secretsManager().send(request)
    return {value: current.with([requiredPlaceOf(current, PASSWORD, context.settings), context.hide(text)])}
  },

  async set(context) {
    const pending = await pendingLogin(context)
    if (await ask(context, pending, 'login')) return
    for (const old of [await context.current(), await context.previous()]) {
      if (old === undefined) continue
      const login = loginIn(old, context)
      if (!isSame(login, pending)) throw new Refusal(`AWSPENDING and ${old.of} name different logins`)
      if (!(await ask(context, login, 'login'))) continue
      if (await ask(context, login, 'password', pending.password)) return
      throw new Refusal('the service refused to replace the password')
    }
    throw new Refusal('the service takes none of AWSPENDING, AWSCURRENT and AWSPREVIOUS')
  },

  async test(context) {
    if (!(await ask(context, await pendingLogin(context), 'login'))) throw new Refusal('the service rejects AWSPENDING')
  },
}

export const handler = handlerOf(loginPassword)

interface Login {
  readonly url: string
  readonly user: string
  readonly password: string
}

function loginIn(value: StoredValue, {settings}: RotatorContext): Login {
  return {
    url: value.text(requiredPlaceOf(value, URL_FIELD, settings)),
    user: value.text(requiredPlaceOf(value, USER, settings)),
    password: value.secret(requiredPlaceOf(value, PASSWORD, settings)),
  }
}

async function pendingLogin(context: RotatorContext): Promise<Login> {
  const pending = loginIn(await context.pending(), context)
  if (isSame(loginIn(await context.current(), context), pending)) return pending
  throw new Refusal('AWSPENDING and AWSCURRENT name different logins')
}

function isSame(one: Login, other: Login): boolean {
  return one.url === other.url && one.user === other.user
}

/** Whether the service says yes. Busy answers and cut connections are tried again. */
async function ask({clock}: RotatorContext, login: Login, path: string, newPassword?: string): Promise<boolean> {
  const {url, user, password} = login
  const body = JSON.stringify({user, password, newPassword})
  for (let wait = 250; ; wait *= 2) {
    const answer = await post(`${url}/${path}`, body)
    if (answer === 204 || answer === 401) return answer === 204
    if (wait > 2000) throw new Refusal(`${path} at the service failed: ${answer}`)
    await clock.sleep(wait)
  }
}

/** The status, or why there is none. */
async function post(url: string, body: string): Promise<number | string> {
  const headers = {'content-type': 'application/json'}
  try {
    return (await fetch(url, {method: 'POST', headers, body, signal: AbortSignal.timeout(4000)})).status
  } catch (error) {
    return (error as Error).name
  }
}
