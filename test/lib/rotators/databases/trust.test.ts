import {rootCertificates} from 'node:tls'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {trustOf} from '../../../../src/lib/rotators/databases/trust.ts'
import {Settings} from '../../../../src/lib/rotators/settings.ts'

const trust = (env: Readonly<Record<string, string>>) => trustOf(new Settings({}, env))
const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'

it('the authorities of Node are trusted where nothing else is said', async () => {
  expect((await trust({})).ca).toEqual(expect.arrayContaining([...rootCertificates]))
})

it('TLS_CA is trusted instead, as it is written in a variable or in a file', async () => {
  expect((await trust({TLS_CA: PEM.replaceAll('\n', '\\n')})).ca).toEqual([PEM])
  const folder = mkdtempSync(join(tmpdir(), 'secrot-ca-'))
  writeFileSync(join(folder, 'ca.pem'), PEM)
  expect((await trust({TLS_CA: join(folder, 'ca.pem')})).ca).toEqual([PEM])
  rmSync(folder, {recursive: true})
})

it('a TLS_CA that is nothing of the kind is refused: nobody is trusted by mistake', async () => {
  await expect(trust({TLS_CA: '/nowhere/ca.pem'})).rejects.toThrow('neither a certificate nor a file')
})
