import {CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {aboutHttps} from '../../src/lib/rotators/https/about.ts'
import {packagedRoot} from '../support/packaged-root.ts'
import {runSecrot} from '../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

let packaged: Awaited<ReturnType<typeof packagedRoot>>
let sandbox: TestSandbox
let secrets: SecretsManagerClient

beforeAll(async () => {
  packaged = await packagedRoot()
})
afterAll(() => packaged[Symbol.asyncDispose]())
beforeEach(async () => {
  sandbox = await startTestSandbox()
  secrets = new SecretsManagerClient(sandbox.config)
})
afterEach(async () => {
  secrets.destroy()
  await sandbox.stop()
})

const run = (...argv: readonly string[]) => runSecrot(argv, {sandbox, root: packaged.root, env: {NO_COLOR: '1'}})

describe('deploy https', () => {
  it('lets the password of a login rotate, which the endpoint takes afterwards', async () => {
    const {logins} = sandbox
    logins.setPassword('shop', 'app', 'the-old-password')
    const filled = {url: logins.urlOf('shop'), username: 'app', password: 'the-old-password'}
    const SecretString = Object.entries(filled).reduce(
      (text, [name, value]) => text.replaceAll(`{{${name}}}`, value),
      aboutHttps.rehearsedWith!,
    )
    await secrets.send(new CreateSecretCommand({Name: 'prod/shop', SecretString}))
    const deployed = await run('deploy', 'https', '--secret', 'prod/shop', '--yes')
    expect([deployed.exitCode, deployed.stderr]).toEqual([0, expect.any(String)])
    const rotated = await run('rotate', 'prod/shop', '--watch', '--yes')
    expect(rotated.stdout).toContain('rotated prod/shop')
    const {SecretString: text = ''} = await secrets.send(new GetSecretValueCommand({SecretId: 'prod/shop'}))
    const {password} = JSON.parse(text) as {password: string}
    expect(password).not.toBe('the-old-password')
    expect(logins.accepts('shop', 'app', password)).toBe(true)
  })

  it('makes no secret: a placeholder would log in nowhere (exit 2)', async () => {
    const {exitCode, stderr, calledActions} = await run('deploy', 'https', '--secret', 'prod/shop', '--yes')
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('there is no secret prod/shop')])
    expect(calledActions.filter(action => !/:(?:Get|List|Describe)/.test(action))).toEqual([])
  })
})
