import type {Sandbox} from '../../sandbox/index.ts'
import {inputRefused} from '../input/refused.ts'
import type {DatabaseTarget} from '../targets-declared.ts'
import type {Conversation} from './conversation.ts'
import type {AdminAccount} from './admin-account.ts'
import {type OverheardLogin, stageDatabase, type StagedServer} from './database.ts'
import {Relay} from './relay.ts'
import {accountsOf, prepareAccounts} from './server-accounts.ts'
import type {ServerDriver} from './server-driver.ts'
import type {TargetSetup} from './staged.ts'

/** What one kind of database server has of its own. */
export interface ServerKind<Talk extends Conversation> {
  readonly kind: DatabaseTarget['kind']
  /** For people: `PostgreSQL`. */
  readonly name: string
  /** Database of the secret's value where none was declared. Empty: none. */
  readonly usualDatabase: (admin: string) => string
  /** Logs in as the administrator. Throws what the server says. */
  readonly driver: (
    address: Pick<DatabaseTarget, 'host' | 'port'> & {readonly database: string; readonly admin: AdminAccount},
  ) => Promise<ServerDriver>
  readonly converse: () => Talk
  /** What a connection showed of its login. */
  readonly heardIn: (talk: Talk) => OverheardLogin | 'hidden' | undefined
  /** What to do where the administrator is not let in or may not reset, and where a server takes any password. */
  readonly hints: {readonly login: string; readonly anyPassword: string}
}

/** A server of the user's. The first secret of the stage is of its first account, the second of the last. */
export function serverSetup<Talk extends Conversation>(
  server: ServerKind<Talk>,
  declared: DatabaseTarget,
  admin: AdminAccount,
): TargetSetup {
  const opened = new WeakMap<Sandbox, StagedServer>()
  return async sandbox => {
    const known = opened.get(sandbox)
    const staged = known ?? (await openServer(sandbox, server, declared, admin))
    opened.set(sandbox, staged)
    const {own, others} = accountsOf(declared.users)
    const isFirst = known === undefined
    return stageDatabase(staged, {own: isFirst ? own : others, isFirst, now: () => sandbox.clock.now()})
  }
}

async function openServer<Talk extends Conversation>(
  {gate}: Pick<Sandbox, 'gate'>,
  server: ServerKind<Talk>,
  {host, port, users: rotated, master, database: declared}: DatabaseTarget,
  admin: AdminAccount,
): Promise<StagedServer> {
  const database = declared ?? server.usualDatabase(admin.user)
  const users = master === undefined ? rotated : [master, ...rotated]
  const title = `The ${server.name} server at ${host}:${port}`
  const driver = await server.driver({host, port, database, admin}).catch((error: Error) => {
    throw inputRefused(
      'TARGET_UNUSABLE',
      `${title} did not let ${admin.user} in: ${error.message || error.name}.`,
      server.hints.login,
    )
  })
  try {
    const passwords = await prepareAccounts(driver, {users, admin: admin.user, title, ...server.hints})
    const relay = await Relay.open({gate, service: server.kind, host, port, converse: server.converse})
    return staged({driver, relay, server, users, master, passwords, database})
  } catch (error) {
    await driver.close()
    throw error
  }
}

function staged<Talk extends Conversation>({
  driver,
  relay,
  server,
  ...known
}: Pick<StagedServer, 'users' | 'master' | 'passwords' | 'database'> & {
  readonly driver: ServerDriver
  readonly relay: Relay<Talk>
  readonly server: ServerKind<Talk>
}): StagedServer {
  return {
    kind: server.kind,
    name: server.name,
    driver,
    host: '127.0.0.1',
    port: relay.port,
    ...known,
    overheard(connection) {
      const talk = relay.conversation(connection)
      return talk === undefined ? undefined : server.heardIn(talk)
    },
    async begin() {
      relay.clear()
      for (const user of known.users) await driver.reset(user, known.passwords[user]!)
    },
    async close() {
      await relay.close()
      await driver.close()
    },
  }
}
