import {CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, it} from 'vitest'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'
import {openTerminal, type Terminal} from '../support/terminal.ts'

const name = 'prod/partner/token'
let sandbox: TestSandbox
let sdk: SecretsManagerClient
let state: string

beforeEach(async () => {
  sandbox = await startTestSandbox()
  state = await mkdtemp(join(tmpdir(), 'secrot-put-terminal-'))
  sdk = new SecretsManagerClient(sandbox.config)
  await sdk.send(new CreateSecretCommand({Name: name, SecretString: 'first'}))
})

afterEach(async () => {
  sdk.destroy()
  await sandbox.stop()
  await rm(state, {recursive: true, force: true})
})

function openPut(): Terminal {
  const {url, region, credentials} = sandbox
  return openTerminal(['put', name], {
    columns: 100,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      SECROT_STATE_DIR: state,
    },
  })
}

const stored = async (): Promise<string | undefined> =>
  (await sdk.send(new GetSecretValueCommand({SecretId: name}))).SecretString

it('what is typed for put is neither on the screen nor in what the terminal got, and is stored after a yes', async () => {
  const terminal = openPut()
  await terminal.until(/not shown:/)
  // Ctrl-T shows a password in other programs.
  terminal.type('canary-\u0014value\r')
  await terminal.until(/make it current\?/)
  terminal.type('y\r')
  expect(await terminal.end()).toBe(0)
  expect(terminal.raw()).not.toContain('canary')
  expect(terminal.screen()).toContain(`✔ put a new value into ${name}`)
  expect(await stored()).toContain('canary')
})

it('Ctrl-C at either question of put changes nothing (exit 130)', async () => {
  const first = openPut()
  await first.until(/not shown:/)
  first.type('\u0003')
  expect(await first.end()).toBe(130)
  const second = openPut()
  await second.until(/not shown:/)
  second.type('canary\r')
  await second.until(/make it current\?/)
  second.type('\u0003')
  expect(await second.end()).toBe(130)
  expect(await stored()).toBe('first')
})
