import {chmodSync, chownSync, statSync} from 'node:fs'
import type {Certificate} from './certificate.ts'
import type {PostgresServer} from './postgres.ts'

/** Gives a running server TLS with this certificate. It goes on taking connections without. */
export async function encryptPostgres(server: PostgresServer, {folder, file}: Certificate): Promise<void> {
  const [{data_directory: data} = {}] = await server.query('SHOW data_directory')
  const {uid, gid} = statSync(String(data))
  const key = file.replace(/ca\.pem$/, 'key.pem')
  chmodSync(folder, 0o755)
  chmodSync(key, 0o600)
  // The server wants the key to be its own.
  if (process.getuid?.() === 0) chownSync(key, uid, gid)
  await server.query(`ALTER SYSTEM SET ssl_cert_file = '${file}'`)
  await server.query(`ALTER SYSTEM SET ssl_key_file = '${key}'`)
  await server.query('ALTER SYSTEM SET ssl = on')
  await server.query('SELECT pg_reload_conf()')
}

/** Flags with which MariaDB starts with TLS. */
export function mariadbTls({file}: Certificate): readonly string[] {
  return [`--ssl-cert=${file}`, `--ssl-key=${file.replace(/ca\.pem$/, 'key.pem')}`]
}
