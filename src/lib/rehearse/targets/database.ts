import {hash} from 'node:crypto'
import type {Actor} from '../engine/uses.ts'
import type {Credential, Standing, Target, TargetUse} from '../target.ts'
import {loginIn, type ValueLogin} from './database-value.ts'
import {freshPassword} from './fresh-password.ts'
import {mappedValue} from './mapped-value.ts'
import type {ServerAccount, ServerDriver} from './server-driver.ts'
import type {SeenCall, StagedTarget} from './staged.ts'

/** What was overheard of a login. */
export interface OverheardLogin {
  readonly user: string
  readonly accepted: boolean
  isOf(login: ValueLogin): boolean
}

/** A database server on the stage, with a relay before it. */
export interface StagedServer {
  readonly kind: 'postgres' | 'mysql'
  /** For people. */
  readonly name: string
  readonly driver: ServerDriver
  /** Where the relay listens. */
  readonly host: string
  readonly port: number
  readonly database: string
  /** Every declared account. */
  readonly users: readonly string[]
  /** The one of them with which the function changes others. undefined: it has none. */
  readonly master: string | undefined
  /** First password of each, by name. */
  readonly passwords: Readonly<Record<string, string>>
  /** `hidden`: nobody could see the login. undefined: there was none. */
  overheard(connection: unknown): OverheardLogin | 'hidden' | undefined
  /** Ends what functions have open, and sets every account back. */
  begin(): Promise<void>
  close(): Promise<void>
}

/** What the name of a secret may be. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const IN_NAMES = /^[\w/+=.@-]{1,200}$/

const NOTHING: Standing = {acceptedNow: false, active: false}

/** Accounts of a server as the target of one secret, the first of `own` as its first login. */
export function stageDatabase(
  server: StagedServer,
  {own, isFirst, now}: {readonly own: readonly string[]; readonly isFirst: boolean; readonly now: () => number},
): StagedTarget {
  const {driver, kind, passwords} = server
  const [user = ''] = own
  const others = server.users.filter(name => !own.includes(name))
  let uses: TargetUse[] = []
  let hidden = false
  let beganAt = now()
  const read = (value: string, users = own) => loginIn(value, {...server, users})
  const digest = async (users: readonly string[]) =>
    hash('sha256', JSON.stringify((await driver.accounts(users)).map(({state}) => state)))
  const lets = async (login: ValueLogin | undefined) =>
    login !== undefined && (await driver.lets(login.user, login.password))
  const note = (login: OverheardLogin, actor: Actor) => {
    const invocation = actor.invocation()
    uses.push({
      at: actor.now(),
      by: invocation === undefined ? 'script' : 'function',
      accepted: login.accepted,
      ...(invocation === undefined ? {} : {invocation}),
      ...(server.users.includes(login.user) ? {credential: login.user} : {}),
      isOf(value) {
        const held = read(value, server.users)
        return held?.user === login.user && login.isOf(held)
      },
    })
  }
  const stranger = others.at(-1)
  const target: Target = {
    kind,
    title: `${server.name} account ${user}`,
    hasModel: true,
    isImmediate: false,
    async standing(value) {
      const login = read(value)
      if (login === undefined) return NOTHING
      const acceptedNow = await lets(login)
      return {acceptedNow, active: acceptedNow}
    },
    userIn: value => read(value)?.user,
    async credentials() {
      return (await driver.accounts(own)).map(account => credentialOf(account, beganAt, value => read(value)))
    },
    state: () => digest(server.users),
    othersState: () => digest(others),
    uses: () => uses,
    hidesUses: () => hidden,
    async block(value, on) {
      const login = read(value)
      if (login === undefined || (on && !(await lets(login)))) return
      await driver.lock(login.user, on)
    },
    async lockOut() {
      for (const name of own) await driver.reset(name, freshPassword())
    },
    async honour(value) {
      const login = read(value)
      if (login !== undefined) await driver.reset(login.user, login.password)
    },
    ...(stranger === undefined
      ? {}
      : {
          ofSomebodyElse(value: string) {
            const login = read(value)
            if (login === undefined) return value
            return mappedValue(value, {[login.user]: stranger, [login.password]: passwords[stranger] ?? ''})
          },
          ...(IN_NAMES.test(stranger)
            ? {misleadingNames: [stranger, `team/${stranger}`, `logins/${stranger}/password`]}
            : {}),
        }),
    async use(value) {
      const login = read(value)
      if (login === undefined) return
      const accepted = await lets(login)
      const isOf = (held: ValueLogin) => held.password === login.password
      note({user: login.user, accepted, isOf}, {now, invocation: () => undefined})
    },
  }
  return {
    target,
    fields: {
      engine: kind,
      host: server.host,
      port: String(server.port),
      username: user,
      password: passwords[user] ?? '',
      dbname: server.database,
      ...(server.master === undefined ? {} : {adminUser: server.master, adminPassword: passwords[server.master] ?? ''}),
    },
    issued: () => Object.values(passwords),
    noteCall({service, input}: SeenCall, actor) {
      const login = service === kind ? server.overheard(input['connection']) : undefined
      if (login === 'hidden') hidden = true
      else if (login !== undefined) note(login, actor)
    },
    noteRefusedKey() {},
    async begin() {
      uses = []
      hidden = false
      beganAt = now()
      if (isFirst) await server.begin()
    },
    async stop() {
      if (isFirst) await server.close()
    },
  }
}

function credentialOf(
  account: ServerAccount,
  createdAt: number,
  read: (value: string) => ValueLogin | undefined,
): Credential {
  const {user, active} = account
  return {
    id: user,
    createdAt,
    state: active ? 'active' : 'disabled',
    isIn(value) {
      const login = read(value)
      return login?.user === user && account.isPassword(login.password) !== false
    },
  }
}
