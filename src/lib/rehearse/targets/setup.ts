import type {DeclaredTarget} from '../targets-declared.ts'
import {stageAppSyncApi} from './appsync-api.ts'
import {stageIamUser} from './iam-user.ts'
import {stageLogin} from './login.ts'
import {stageNone} from './none.ts'
import {serverChoice, type ServerWish} from './server-choice.ts'
import type {TargetChoice} from './target-choice.ts'

const NAMELESS = 'rehearsed-user'

const json = (fields: Readonly<Record<string, string>>) => JSON.stringify(fields)

/** Value of a secret that nobody described: a login of nothing. */
const ANY_VALUE = json({username: 'app', password: 'first-password-of-the-rehearsal'})

/** `declared` absent: nobody declared one. */
export function targetChoice(declared: DeclaredTarget | undefined, wish: ServerWish = {}): TargetChoice {
  const server = declared === undefined ? undefined : serverChoice(declared, wish)
  if (server !== undefined) return server
  if (declared?.kind === 'iam-user') {
    const value = json({
      username: '{{userName}}',
      accessKeyId: '{{accessKeyId}}',
      secretAccessKey: '{{secretAccessKey}}',
    })
    return {setup: stageIamUser, name: declared.name ?? NAMELESS, value}
  }
  if (declared?.kind === 'appsync-api') {
    const value = json({apiId: '{{apiId}}', apiKey: '{{apiKey}}', url: '{{url}}'})
    return {setup: stageAppSyncApi, name: declared.name ?? NAMELESS, value}
  }
  if (declared?.kind === 'login') {
    const value = json({
      url: '{{url}}',
      username: '{{username}}',
      password: '{{password}}',
      masterSecretId: '{{masterSecretArn}}',
    })
    // For functions that alternate users: the administrator's login.
    const master = json({username: '{{adminUser}}', password: '{{adminPassword}}'})
    return {setup: stageLogin, name: declared.name ?? NAMELESS, value, otherSecrets: {master}}
  }
  return {setup: () => stageNone(), name: 'none', value: ANY_VALUE}
}
