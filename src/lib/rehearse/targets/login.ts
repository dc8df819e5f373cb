import {hash} from 'node:crypto'
import type {Sandbox} from '../../sandbox/index.ts'
import {secretParts} from '../engine/canaries.ts'
import {keepAll} from '../engine/kept.ts'
import {Uses} from '../engine/uses.ts'
import type {Credential, Standing, Target} from '../target.ts'
import {stringsIn} from '../value-strings.ts'
import {FirstSeen} from './first-seen.ts'
import {mappedValue} from './mapped-value.ts'
import type {StagedTarget} from './staged.ts'

const ADMIN = 'admin'

/** As of a database. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html */
const LIMITS = {
  minLength: 8,
  maxLength: 128,
  excluded: '/"@ ',
  classes: ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789', "!#$%&'()*+,-.:;<=>?[\\]^_`{|}~"],
}

/**
 * A user of the sandbox's login service, whose password is rotated, and a second service with the same users, for values
 * that name its address too. A function that alternates users makes further ones: all but the administrator and a decoy
 * are the target's.
 */
export function stageLogin(sandbox: Sandbox, userName: string): StagedTarget {
  const {logins} = sandbox
  const made = (what: string) => hash('sha256', `${sandbox.seed}/login/${what}`, 'base64url').slice(0, 24)
  // No name of a service has that of a user in it.
  const service = `service-${hash('sha256', userName).slice(0, 8)}`
  const services = [service, `${service}-replica`]
  const decoy = `${userName}_of_somebody_else`
  const passwords = {[userName]: made(userName), [decoy]: made(decoy), [ADMIN]: made(ADMIN)}
  for (const at of services) {
    for (const who of [userName, decoy]) logins.setPassword(at, who, passwords[who]!)
    logins.setAdmin(at, ADMIN, passwords[ADMIN])
  }
  const firstSeen = new FirstSeen(() => sandbox.clock.now())

  const ownUsers = (at: string) => logins.users(at).filter(user => user !== decoy && user !== ADMIN)
  /** Services that a value names by address; one that names none is of the first. */
  const namedIn = (strings: readonly string[]) => {
    const named = services.filter(at => strings.includes(logins.urlOf(at)))
    return named.length === 0 ? [service] : named
  }
  const holds = (strings: readonly string[], at: string) =>
    ownUsers(at).find(user => strings.includes(user) && strings.includes(logins.passwordOf(at, user) ?? ''))
  const uses = new Uses({
    isOf: (presented, value) => presented.split('\n').every(part => stringsIn(value).includes(part)),
    idOf(presented) {
      const [user = '', password = ''] = presented.split('\n')
      return logins.passwordOf(service, user) === password ? idOf(user, password) : undefined
    },
  })
  const presentedIn = (value: string) => {
    const user = holds(stringsIn(value), service)
    return user === undefined ? undefined : `${user}\n${logins.passwordOf(service, user)!}`
  }

  const target: Target = {
    kind: 'login',
    title: `login ${userName}`,
    hasModel: true,
    isImmediate: true,
    limits: LIMITS,
    standing(value) {
      const strings = stringsIn(value)
      const named = namedIn(strings)
      const found = named.map((at): Standing => {
        const user = holds(strings, at)
        if (user === undefined) return {acceptedNow: false, active: false}
        return {acceptedNow: logins.accepts(at, user, logins.passwordOf(at, user)!), active: true}
      })
      const whole = {acceptedNow: found.every(one => one.acceptedNow), active: found.every(one => one.active)}
      if (named.length === 1) return whole
      return {...whole, places: Object.fromEntries(named.map((at, index) => [at, found[index]!.acceptedNow]))}
    },
    userIn(value) {
      const strings = stringsIn(value)
      // Even where the function has removed it.
      return [userName, ...ownUsers(service)].find(user => strings.includes(user))
    },
    credentials: () =>
      ownUsers(service).map((user): Credential => {
        const password = logins.passwordOf(service, user)!
        const id = idOf(user, password)
        const isIn = (value: string) => [user, password].every(part => stringsIn(value).includes(part))
        return {id, createdAt: firstSeen.of(id), state: 'active', isIn}
      }),
    state: () => digestOf(services.map(at => logins.users(at).map(user => [user, logins.passwordOf(at, user)]))),
    othersState: () => digestOf(services.map(at => [decoy, ADMIN].map(user => logins.passwordOf(at, user)))),
    uses: () => uses.list(),
    block(value, on) {
      const strings = stringsIn(value)
      for (const at of namedIn(strings)) {
        const user = holds(strings, at)
        if (user !== undefined) logins.block(at, user, logins.passwordOf(at, user)!, on)
      }
    },
    lockOut() {
      for (const at of services) for (const user of ownUsers(at)) logins.setPassword(at, user, made(`reset/${user}`))
    },
    honour(value) {
      const strings = stringsIn(value)
      const [password] = secretParts(value)
      for (const at of namedIn(strings)) {
        const user = ownUsers(at).find(known => strings.includes(known))
        if (user !== undefined && password !== undefined) logins.setPassword(at, user, password)
      }
    },
    ofSomebodyElse(value) {
      const user = holds(stringsIn(value), service)
      if (user === undefined) return value
      return mappedValue(value, {[user]: decoy, [logins.passwordOf(service, user)!]: passwords[decoy]!})
    },
    elsewhere: value => mappedValue(value, {[logins.urlOf(service)]: logins.urlOf(services[1]!)}),
    misleadingNames: [decoy, `team/${decoy}`, `logins/${decoy}/password`],
    use(value) {
      const presented = presentedIn(value)
      if (presented === undefined) return
      const [user = '', password = ''] = presented.split('\n')
      const script = {now: () => sandbox.clock.now(), invocation: () => undefined}
      uses.note({presented, accepted: logins.accepts(service, user, password)}, script)
    },
  }
  return {
    target,
    fields: {
      url: logins.urlOf(service),
      replicaUrl: logins.urlOf(services[1]!),
      username: userName,
      password: passwords[userName]!,
      adminUser: ADMIN,
      adminPassword: passwords[ADMIN],
    },
    issued: () => services.flatMap(at => logins.users(at).map(user => logins.passwordOf(at, user)!)),
    noteCall({service: called, input, error}, actor) {
      if (called !== 'logins' || !services.includes(String(input['service']))) return
      const {user, password} = input as {user?: string; password?: string}
      uses.note({presented: `${user ?? ''}\n${password ?? ''}`, accepted: error === undefined}, actor)
    },
    noteRefusedKey() {},
    begin() {
      uses.clear()
      firstSeen.clear()
    },
    keep: () => keepAll([uses, firstSeen])!,
  }
}

const digestOf = (state: unknown) => hash('sha256', JSON.stringify(state))

/** Names a user's password without revealing it. */
const idOf = (user: string, password: string) => `${user}/${hash('sha256', password).slice(0, 16)}`
