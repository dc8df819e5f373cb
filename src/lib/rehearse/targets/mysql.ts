import {MysqlConversation} from './mysql-conversation.ts'
import {mysqlDriver} from './mysql-driver.ts'
import {isMysqlProofOf} from './mysql-proof.ts'
import type {ServerKind} from './server.ts'

/** What MySQL and MariaDB have of their own. */
export const MYSQL: ServerKind<MysqlConversation> = {
  kind: 'mysql',
  name: 'MySQL',
  usualDatabase: () => '',
  driver: mysqlDriver,
  converse: () => new MysqlConversation(),
  heardIn({login, isEncrypted}) {
    if (login === undefined) return isEncrypted ? 'hidden' : undefined
    const {user, proof, accepted} = login
    if (proof.method === 'unreadable') return 'hidden'
    return {user, accepted, isOf: held => isMysqlProofOf(proof, held.password)}
  },
  hints: {
    login: 'Check the login that resets accounts: it may ALTER USER and read mysql.user, and logs in by password.',
    anyPassword: 'Start the server without skip-grant-tables.',
  },
}
