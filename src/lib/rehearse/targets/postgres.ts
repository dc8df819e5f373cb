import {PostgresConversation} from './postgres-conversation.ts'
import {postgresDriver} from './postgres-driver.ts'
import {isProofOf} from './postgres-proof.ts'
import type {ServerKind} from './server.ts'

/** What PostgreSQL has of its own. */
export const POSTGRES: ServerKind<PostgresConversation> = {
  kind: 'postgres',
  name: 'PostgreSQL',
  // As its clients do.
  usualDatabase: admin => admin,
  driver: postgresDriver,
  converse: () => new PostgresConversation(),
  heardIn({login, isEncrypted}) {
    if (login === undefined) return isEncrypted ? 'hidden' : undefined
    const {user, proof, accepted} = login
    return {user, accepted, isOf: held => isProofOf(proof, held.user, held.password)}
  },
  hints: {
    login: 'Check the login that resets accounts; the database is PGDATABASE, or database in the file of --targets.',
    anyPassword: 'In pg_hba.conf replace trust by scram-sha-256 for it.',
  },
}
