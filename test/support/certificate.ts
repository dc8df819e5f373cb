import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync} from 'node:fs'
import {isIP} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** A certificate that signs itself, its key, and the file that has the certificate alone. */
export interface Certificate {
  readonly key: string
  readonly cert: string
  readonly folder: string
  readonly file: string
}

/** Made by the openssl program, which is on every Linux and macOS machine; valid for two days. */
export function selfSigned(hosts: readonly string[]): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'secrot-ca-'))
  const [key, file] = [join(folder, 'key.pem'), join(folder, 'ca.pem')]
  const names = hosts.map(host => `${isIP(host) === 0 ? 'DNS' : 'IP'}:${host}`).join(',')
  const how = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=secrot test']
  execFileSync('openssl', ['req', ...how, '-addext', `subjectAltName=${names}`, '-keyout', key, '-out', file], {
    stdio: 'pipe',
  })
  return {key: readFileSync(key, 'utf8'), cert: readFileSync(file, 'utf8'), folder, file}
}
