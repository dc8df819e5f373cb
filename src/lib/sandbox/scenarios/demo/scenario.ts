import type {Sandbox} from '../../sandbox.ts'
import type {Scenario} from '../scenario.ts'
import {Story} from './aws.ts'
import {demoFile} from './files.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

const SECRET_ACTIONS = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
  'secretsmanager:GetRandomPassword',
  'logs:*',
]
const KEY_ACTIONS = ['iam:CreateAccessKey', 'iam:ListAccessKeys', 'iam:UpdateAccessKey', 'iam:DeleteAccessKey']

/** Function name → the login service and the user that it rotates. */
const LOGINS = {
  'search-key-rotation': 'search',
  'graphql-key-rotation': 'graphql',
  'partner-token-rotation': 'partner',
  'smtp-rotation': 'mail',
  'reports-db-rotation': 'reports',
  'billing-db-rotation': 'billing',
  'orders-db-rotation': 'orders',
} as const

const NAMES = {
  'search-key-rotation': 'prod/search/api-key',
  'graphql-key-rotation': 'prod/graphql/api-key',
  'partner-token-rotation': 'prod/partner/token',
  'smtp-rotation': 'prod/mail/smtp',
  'reports-db-rotation': 'prod/reports/db',
  'billing-db-rotation': 'prod/billing/db',
  'orders-db-rotation': 'prod/orders/db',
} as const

type FunctionName = keyof typeof LOGINS

/** A broken deployment: the module that the handler needs was left out of the package. */
const WITHOUT_ITS_MODULE = {'index.mjs': "export {handler} from './login-rotation.mjs'\n"}

/**
 * Eight secrets whose states were made by rotation functions that really failed: started 76 days ago, broken in the last
 * hour, and mended since. What is wrong now is what the failures left behind.
 */
export const demo: Scenario = {
  name: 'demo',
  summary: 'Eight secrets: healthy, late, off, rotating, and four that a failed rotation left behind.',
  startsBeforeMs: 76 * DAY_MS,
  async build(sandbox) {
    const story = new Story(sandbox)
    const fleet = await settle(sandbox, story)
    await age(sandbox, story, fleet)
    await fail(sandbox, story, fleet)
    await mend(sandbox, story)
  },
  async setOff(sandbox) {
    sandbox.logins.behave('mail', {delayMs: 20_000})
    await new Story(sandbox).rotate('prod/mail/smtp')
  },
}

interface Fleet {
  readonly secrets: Readonly<Record<FunctionName, string>>
  readonly deployKey: string
}

/** Day 0: functions, first values, and a first rotation of each. */
async function settle(sandbox: Sandbox, story: Story): Promise<Fleet> {
  const roleArn = story.role('rotation', SECRET_ACTIONS)
  const secrets = {} as Record<FunctionName, string>
  for (const [name, user] of Object.entries(LOGINS) as [FunctionName, string][]) {
    const functionArn = await story.deploy({
      name,
      roleArn,
      timeoutSeconds: name === 'orders-db-rotation' ? 3 : 30,
      files: handlerFiles(),
    })
    const password = `first-${sandbox.world.uuid()}`
    sandbox.logins.setPassword(user, user, password)
    secrets[name] = await story.secret(NAMES[name], {url: sandbox.logins.urlOf(user), user, password})
    await story.enable(secrets[name], functionArn, 30)
  }
  const deployKey = await settleDeployKey(sandbox, story)
  await story.pass(2 * MINUTE_MS)
  return {secrets, deployKey}
}

async function settleDeployKey(sandbox: Sandbox, story: Story): Promise<string> {
  const {accountId} = sandbox
  const {accessKeyId, secretAccessKey} = sandbox.iam.addUser({accountId, userName: 'ci-deploy'})
  const functionArn = await story.deploy({
    name: 'deploy-key-rotation',
    roleArn: story.role('key-rotation', [...SECRET_ACTIONS, ...KEY_ACTIONS]),
    timeoutSeconds: 40,
    files: {'index.mjs': demoFile('access-key-rotation.mjs')},
  })
  const value = {userName: 'ci-deploy', accessKeyId, secretAccessKey}
  const secretArn = await story.secret('prod/ci/deploy-key', value, {'secrot:target': 'iam-key'})
  await story.enable(secretArn, functionArn, 90)
  return secretArn
}

/** Up to an hour ago: what rotates by its schedule does; graphql's windows pass without a start; partner is switched off. */
async function age(sandbox: Sandbox, story: Story, {secrets}: Fleet): Promise<void> {
  await story.pass(20 * DAY_MS)
  await story.cancel(secrets['partner-token-rotation'])
  await story.pass(11 * DAY_MS)
  sandbox.secretsManager.missWindows(secrets['graphql-key-rotation'])
  await story.pass(44 * DAY_MS)
  await story.rotate(secrets['search-key-rotation'])
  await story.pass(DAY_MS - 60 * MINUTE_MS)
}

/** The last hour: four rotations that fail, each at another step. */
async function fail(sandbox: Sandbox, story: Story, {secrets, deployKey}: Fleet): Promise<void> {
  await story.redeploy('reports-db-rotation', WITHOUT_ITS_MODULE)
  sandbox.logins.behave('billing', {down: true})
  // Nobody answers there: testSecret waits until its time is up, after setSecret has changed the password.
  await story.configure('orders-db-rotation', {TEST_URL: sandbox.logins.urlOf('nowhere')})
  sandbox.logins.behave('nowhere', {delayMs: 10 * MINUTE_MS})
  const withoutMoves = SECRET_ACTIONS.filter(action => action !== 'secretsmanager:UpdateSecretVersionStage')
  await story.allow('key-rotation', [...withoutMoves, ...KEY_ACTIONS])
  for (const name of ['reports-db-rotation', 'billing-db-rotation', 'orders-db-rotation'] as const) {
    await story.rotate(secrets[name])
  }
  await story.rotate(deployKey)
  await story.pass(10 * MINUTE_MS)
}

/** Somebody has found the causes and removed them; the secrets are as the failures left them. */
async function mend(sandbox: Sandbox, story: Story): Promise<void> {
  await story.redeploy('reports-db-rotation', handlerFiles())
  sandbox.logins.behave('billing', {})
  await story.configure('orders-db-rotation', {})
  await story.allow('key-rotation', [...SECRET_ACTIONS, ...KEY_ACTIONS])
  await story.pass(45 * MINUTE_MS)
}

function handlerFiles(): Readonly<Record<string, string>> {
  return {'index.mjs': demoFile('login-rotation.mjs')}
}
