import type {Sandbox} from '../../sandbox/index.ts'
import {inputRefused} from '../input/refused.ts'
import type {DatabaseTarget} from '../targets-declared.ts'
import {type AdminAccount, stageDatabase, type StagedServer} from './database.ts'
import {PostgresConversation} from './postgres-conversation.ts'
import {postgresDriver} from './postgres-driver.ts'
import {isProofOf} from './postgres-proof.ts'
import {Relay} from './relay.ts'
import {accountsOf, prepareAccounts} from './server-accounts.ts'
import type {ServerDriver} from './server-driver.ts'
import type {TargetSetup} from './staged.ts'

/** A PostgreSQL server of the user's. The first secret of the stage is of its first account, the second of the last. */
export function postgresSetup(declared: DatabaseTarget, admin: AdminAccount): TargetSetup {
  const opened = new WeakMap<Sandbox, StagedServer>()
  return async sandbox => {
    const known = opened.get(sandbox)
    const server = known ?? (await openServer(sandbox, declared, admin))
    opened.set(sandbox, server)
    const {own, others} = accountsOf(declared.users)
    const isFirst = known === undefined
    return stageDatabase(server, {own: isFirst ? own : others, isFirst, now: () => sandbox.clock.now()})
  }
}

async function openServer(
  {gate}: Pick<Sandbox, 'gate'>,
  {host, port, users, database}: DatabaseTarget,
  admin: AdminAccount,
): Promise<StagedServer> {
  const title = `The PostgreSQL server at ${host}:${port}`
  const place = {host, port, database: database ?? admin.user}
  const driver = await postgresDriver({...place, admin}).catch((error: Error) => {
    throw inputRefused(
      'TARGET_UNUSABLE',
      `${title} did not let ${admin.user} in: ${error.message || error.name}.`,
      'Check the login that resets accounts; the database is PGDATABASE, or database in the file of --targets.',
    )
  })
  try {
    const passwords = await prepareAccounts(driver, {users, admin: admin.user, title})
    const converse = () => new PostgresConversation()
    const relay = await Relay.open({gate, service: 'postgres', host, port, converse})
    return staged({driver, relay, users, passwords, database: place.database})
  } catch (error) {
    await driver.close()
    throw error
  }
}

function staged({
  driver,
  relay,
  ...known
}: Pick<StagedServer, 'users' | 'passwords' | 'database'> & {
  readonly driver: ServerDriver
  readonly relay: Relay<PostgresConversation>
}): StagedServer {
  return {
    kind: 'postgres',
    driver,
    host: '127.0.0.1',
    port: relay.port,
    ...known,
    overheard(connection) {
      const {login, isEncrypted = false} = relay.conversation(connection) ?? {}
      if (login === undefined) return isEncrypted ? 'hidden' : undefined
      const {user, proof, accepted} = login
      return {user, accepted, isOf: held => isProofOf(proof, held.user, held.password)}
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
