import {CreateSecretCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {createHash} from 'node:crypto'
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {closed, listening, startProxy} from '../support/local-proxy.ts'
import {runSecrot} from '../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

let sandbox: TestSandbox
let folder: string
let role: string
let keys: readonly string[]

beforeEach(async () => {
  sandbox = await startTestSandbox()
  folder = await mkdtemp(join(tmpdir(), 'secrot-profiles-'))
  await new SecretsManagerClient(sandbox.config).send(new CreateSecretCommand({Name: 'prod/api', SecretString: 'x'}))
  const {accountId} = sandbox
  const allow = (Action: string) => ({Version: '2012-10-17', Statement: [{Effect: 'Allow', Action, Resource: '*'}]})
  const ana = sandbox.iam.addUser({accountId, userName: 'ana', policies: {own: allow('sts:AssumeRole')}})
  const trusting = {Effect: 'Allow', Principal: {AWS: ana.arn}, Action: 'sts:AssumeRole'}
  role = sandbox.iam.addRole({
    accountId,
    roleName: 'ops',
    trustPolicy: {Version: '2012-10-17', Statement: [trusting]},
    policies: {read: allow('secretsmanager:*')},
  })
  keys = [`aws_access_key_id = ${ana.accessKeyId}`, `aws_secret_access_key = ${ana.secretAccessKey}`]
})

afterEach(async () => {
  await sandbox.stop()
  await rm(folder, {recursive: true})
})

/** `status prod/api` as profile ops, with this configuration file. */
async function asOps(lines: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const file = join(folder, 'config')
  await writeFile(file, lines.join('\n'))
  return runSecrot(['status', 'prod/api', '--profile', 'ops'], {
    sandbox,
    env: {HOME: folder, AWS_CONFIG_FILE: file, ...env},
  })
}

/** A program for credential_process that prints this and counts its starts. */
async function program(prints: string, exit = 0): Promise<string> {
  const file = join(folder, 'program.mjs')
  const note = `(await import('node:fs')).appendFileSync(${JSON.stringify(join(folder, 'starts'))}, 'x')`
  await writeFile(file, `${note}\nconsole.log(${JSON.stringify(prints)})\nprocess.exitCode = ${exit}`)
  return `credential_process = "${process.execPath}" "${file}"`
}

const credentialsOf = (more: object = {}) => {
  const {accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey} = sandbox.credentials
  return JSON.stringify({Version: 1, AccessKeyId, SecretAccessKey, ...more})
}

describe('a profile with a role', () => {
  it('assumes it with the keys of its source_profile', async () => {
    const run = await asOps(['[profile ops]', `role_arn = ${role}`, 'source_profile = ana', '[profile ana]', ...keys])
    expect(run).toMatchObject({exitCode: 0, stdout: expect.stringContaining('prod/api')})
  })

  it('assumes it with what a credential_process gave', async () => {
    const [id = '', secret = ''] = keys.map(line => line.split(' = ')[1])
    const given = await program(credentialsOf({AccessKeyId: id, SecretAccessKey: secret}))
    const run = await asOps(['[profile ops]', `role_arn = ${role}`, 'source_profile = tool', '[profile tool]', given])
    expect(run.exitCode).toBe(0)
  })

  it('names the role and sts:AssumeRole when that is refused', async () => {
    const other = role.replace('ops', 'other')
    const run = await asOps(['[profile ops]', `role_arn = ${other}`, 'source_profile = ana', '[profile ana]', ...keys])
    expect(run.exitCode).toBe(5)
    expect(run.stderr).toContain(`Not allowed: sts:AssumeRole on ${other}`)
  })

  it.each([
    ['a source_profile that does not exist', ['source_profile = gone'], 'from profile gone, and there is none'],
    ['a circle', ['source_profile = b', '[profile b]', 'role_arn = x', 'source_profile = ops'], 'ops → b → ops'],
  ])('says which profile to mend: %s', async (_, lines, said) => {
    const run = await asOps(['[profile ops]', `role_arn = ${role}`, ...lines])
    expect(run).toMatchObject({exitCode: 5, stderr: expect.stringContaining(said)})
  })
})

describe('a profile with a credential_process', () => {
  it('starts it once for all clients of the command', async () => {
    const line = await program(credentialsOf())
    const file = join(folder, 'config')
    await writeFile(file, `[profile ops]\n${line}\n`)
    const run = await runSecrot(['doctor', 'prod/api', '--profile', 'ops'], {sandbox, env: {AWS_CONFIG_FILE: file}})
    expect(run.exitCode).toBe(0)
    expect(new Set(run.calledActions.map(action => action.split(':')[0])).size).toBeGreaterThan(1)
    expect(await readFile(join(folder, 'starts'), 'utf8')).toBe('x')
  })

  it.each([
    ['fails', 'hunter2', 1, 'CREDENTIALS_MISSING'],
    ['prints no JSON', 'hunter2', 0, 'CREDENTIALS_MISSING'],
    [
      'gives expired credentials',
      JSON.stringify({Version: 1, AccessKeyId: 'A', SecretAccessKey: 'hunter2', Expiration: '2020-01-01T00:00:00Z'}),
      0,
      'CREDENTIALS_EXPIRED',
    ],
  ])('that %s is named and shows nothing of it', async (_, prints, exit, code) => {
    const run = await asOps(['[profile ops]', await program(prints, exit)], {DEBUG: '*'})
    expect(run.exitCode).toBe(5)
    expect(run.stderr).toContain(`${code}: The credential_process of profile ops gave`)
    expect(run.stdout + run.stderr).not.toContain('hunter2')
  })

  it('that fails gives way to no other identity', async () => {
    await using metadata = await metadataService()
    const run = await asOps(['[profile ops]', await program('', 1)], metadata.env)
    expect(run.exitCode).toBe(5)
    expect(metadata.asked).toEqual([])
  })
})

describe('a profile with SSO', () => {
  const sso = (session: string) => [
    `sso_session = ${session}`,
    'sso_account_id = 111122223333',
    'sso_role_name = ops',
    `[sso-session ${session}]`,
    'sso_region = us-east-1',
    'sso_start_url = https://example.awsapps.com/start',
  ]

  async function signedIn(session: string, expiresAt: string): Promise<void> {
    const cache = join(folder, '.aws/sso/cache')
    await mkdir(cache, {recursive: true})
    const name = createHash('sha1').update(session).digest('hex')
    await writeFile(join(cache, `${name}.json`), JSON.stringify({accessToken: 'hunter2', expiresAt}))
  }

  it('that was never signed in leads to aws sso login', async () => {
    const run = await asOps(['[profile ops]', ...sso('never')])
    expect(run).toMatchObject({exitCode: 5, stderr: expect.stringContaining('Next: aws sso login --profile ops\n')})
  })

  it('whose sign-in has expired leads to aws sso login', async () => {
    await signedIn('old', '2020-01-01T00:00:00Z')
    const run = await asOps(['[profile ops]', ...sso('old')])
    expect(run).toMatchObject({exitCode: 5, stderr: expect.stringContaining('Next: aws sso login --profile ops\n')})
    expect(run.stderr).not.toContain('hunter2')
  })

  it('leads to the sign-in of its source_profile', async () => {
    const run = await asOps(['[profile ops]', `role_arn = ${role}`, 'source_profile = us', '[profile us]', ...sso('x')])
    expect(run).toMatchObject({exitCode: 5, stderr: expect.stringContaining('Next: aws sso login --profile us\n')})
  })

  it('is asked in sso_region, not in the region of the command', async () => {
    await signedIn('new', '2099-01-01T00:00:00Z')
    await using proxy = await startProxy({target: 1, refusal: 403})
    const HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`
    const run = await asOps(['[profile ops]', ...sso('new')], {AWS_ENDPOINT_URL: '', NO_PROXY: '', HTTPS_PROXY})
    expect(run.exitCode).not.toBe(0)
    expect([...new Set(proxy.asked)]).toEqual(['CONNECT portal.sso.us-east-1.amazonaws.com:443'])
  })
})

describe('a web identity', () => {
  it('whose token cannot be read is named by its file', async () => {
    const token = join(folder, 'token')
    const run = await asOps(['[profile ops]', `role_arn = ${role}`, `web_identity_token_file = ${token}`])
    expect(run.exitCode).toBe(5)
    expect(run.stderr).toContain(`The web identity token file ${token} cannot be read (ENOENT)`)
  })

  it('sends its token to STS and nowhere in clear', async () => {
    const token = join(folder, 'token')
    await writeFile(token, 'hunter2')
    const lines = ['[profile ops]', `role_arn = ${role}`, `web_identity_token_file = ${token}`]
    const run = await asOps(lines, {AWS_ENDPOINT_URL_STS: 'http://192.0.2.1:1'})
    expect(run).toMatchObject({exitCode: 2, stderr: expect.stringContaining('INSECURE_ENDPOINT')})
    expect(run.stderr).not.toContain('hunter2')
  })
})

describe('a profile that does not exist', () => {
  it('ends with 5 and lets no other identity take its place', async () => {
    await using metadata = await metadataService()
    const env = {...metadata.env, AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'none'), AWS_ROLE_ARN: role}
    const run = await asOps(['[profile other]'], env)
    expect(run).toMatchObject({exitCode: 5, stderr: expect.stringContaining('There is no profile ops')})
    expect(metadata.asked).toEqual([])
  })
})

describe('the metadata service', () => {
  it('is not asked where the environment has keys', async () => {
    await using metadata = await metadataService()
    const run = await runSecrot(['status', 'prod/api'], {sandbox, env: metadata.env})
    expect(run.exitCode).toBe(0)
    expect(metadata.asked).toEqual([])
  })

  it('is not asked where it is switched off', async () => {
    await using metadata = await metadataService()
    const none = {AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true'}
    const run = await runSecrot(['status', 'prod/api'], {sandbox, env: {...metadata.env, ...none}})
    expect(run).toMatchObject({exitCode: 5, stderr: expect.stringContaining('CREDENTIALS_MISSING')})
    expect(metadata.asked).toEqual([])
  })

  it('is asked at most twice before "no credentials"', async () => {
    await using metadata = await metadataService()
    const none = {AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: ''}
    const run = await runSecrot(['status', 'prod/api'], {sandbox, env: {...metadata.env, ...none}})
    expect(run).toMatchObject({exitCode: 5, stderr: expect.stringContaining('CREDENTIALS_MISSING')})
    expect(metadata.asked.length).toBeGreaterThan(0)
    expect(metadata.asked.length).toBeLessThanOrEqual(2)
  })
})

/** Stands at the metadata address and has no role. */
async function metadataService() {
  const asked: string[] = []
  const server = createServer((request, reply) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`)
    reply.writeHead(404).end()
  })
  const url = `http://127.0.0.1:${await listening(server)}`
  return {
    asked,
    env: {AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: url},
    [Symbol.asyncDispose]: () => closed(server),
  }
}
