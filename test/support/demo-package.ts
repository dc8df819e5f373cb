import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {demoFolder} from '../../src/lib/sandbox/index.ts'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'

/** A value of the shape that the secrets of the demo's logins have. */
export const LOGIN_VALUE = '{"url":"http://127.0.0.1:1","user":"app","password":"first"}'

/** The zip of the function of the demo's logins, byte for byte as the scenario deploys it. */
export function loginPackage(): Uint8Array {
  return zipFiles({'index.mjs': readFileSync(join(demoFolder(), 'login-rotation.mjs'), 'utf8')})
}

/** Arguments of `secrot rehearse` for it, with the time limit of its deployment. */
export function loginRehearsal(zip: string, valueFile: string): readonly string[] {
  const deployed = ['--handler', 'index.handler', '--runtime', 'nodejs24.x', '--time-limit', '30s']
  return [zip, ...deployed, '--target', 'login', '--value-file', valueFile, '--seed', '7']
}
