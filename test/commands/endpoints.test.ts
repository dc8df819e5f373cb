import {CreateSecretCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {runSecrot} from '../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

let sandbox: TestSandbox
let folder: string

beforeEach(async () => {
  sandbox = await startTestSandbox()
  folder = await mkdtemp(join(tmpdir(), 'secrot-endpoints-'))
  await new SecretsManagerClient(sandbox.config).send(new CreateSecretCommand({Name: 'prod/api', SecretString: 'x'}))
})

afterEach(async () => {
  await sandbox.stop()
  await rm(folder, {recursive: true})
})

const clear = 'http://192.0.2.1:1'

async function configFile(lines: readonly string[]): Promise<Record<string, string>> {
  const file = join(folder, 'config')
  await writeFile(file, lines.join('\n'))
  return {AWS_CONFIG_FILE: file}
}

describe('an http:// endpoint on another machine is refused', () => {
  it.each([
    ['from the flag', ['--endpoint-url', clear], {}, []],
    ['from AWS_ENDPOINT_URL', [], {AWS_ENDPOINT_URL: clear}, []],
    ['from the variable of one service', [], {AWS_ENDPOINT_URL_SECRETS_MANAGER: clear}, []],
    ['from the profile', [], {AWS_ENDPOINT_URL: ''}, ['[default]', `endpoint_url = ${clear}`]],
    [
      'from the services of the profile',
      [],
      {AWS_ENDPOINT_URL: ''},
      ['[default]', 'services = here', '[services here]', 'secrets_manager =', `  endpoint_url = ${clear}`],
    ],
  ])('%s', async (_, flags, env, lines) => {
    const run = await runSecrot(['status', 'prod/api', ...flags], {
      sandbox,
      env: {...env, ...(await configFile(lines))},
    })
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('INSECURE_ENDPOINT')
    expect(run.stderr).toContain('192.0.2.1')
  })

  it('also where only the credentials would go there', async () => {
    const role = ['[profile ops]', `role_arn = arn:aws:iam::111122223333:role/ops`, 'credential_source = Environment']
    const env = {AWS_ENDPOINT_URL_STS: clear, ...(await configFile(role))}
    const run = await runSecrot(['status', 'prod/api', '--profile', 'ops'], {sandbox, env})
    expect(run).toMatchObject({exitCode: 2, stderr: expect.stringContaining('INSECURE_ENDPOINT')})
  })
})

describe('an endpoint that is not of AWS is shown', () => {
  it.each([
    ['status', ['status', 'prod/api']],
    ['versions', ['versions', 'prod/api']],
    ['doctor', ['doctor', 'prod/api']],
    ['put', ['put', 'prod/api', '--dry-run']],
  ])('%s shows it where single services have their own', async (_, argv) => {
    const env = {
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: sandbox.url.replace('127.0.0.1', 'localhost'),
    }
    const run = await runSecrot(argv, {sandbox, env, input: 'new'})
    expect(run.stderr + run.stdout).toContain(`${sandbox.url}, secretsmanager at http://localhost:`)
  })
})
