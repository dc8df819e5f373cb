import {DEPLOY_USER, ordersLogin, type Troubles} from './functions.ts'
import type {Stage} from './stage.ts'

/** Something that happens at a moment of the story. */
export interface Act {
  /** ISO time. */
  readonly at: string
  readonly happens: (stage: Stage, troubles: Troubles) => Promise<unknown>
}

/** Version ids that the pictures show; they are the ClientRequestTokens of what wrote them. */
export const VERSIONS = {
  ordersFirst: '2b94d0c5-0d6f-4a53-9a52-6f1d7f0c2b11',
  ordersCurrent: '8c1e77b0-7d1c-4b7e-a3c4-0f5b9e2d6a17',
  ordersPending: '5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43',
  graphqlCurrent: '77ab01f2-2c9d-4e86-b1f0-93d6a8c4e502',
} as const

const ORDERS = 'prod/orders/db'
const DEPLOY_KEY = 'prod/ci/deploy-key'
const SMS = 'prod/sms/token'
const SFTP = 'prod/legacy/sftp'
const GRAPHQL = 'prod/graphql/api-key'
const SEARCH = 'prod/search/api-key'
const PARTNER = 'prod/partner/token'

const every = (days: number, Duration?: string) => ({
  ScheduleExpression: `rate(${days} days)`,
  ...(Duration === undefined ? {} : {Duration}),
})

/** Turns rotation on and rotates at once; later rotations begin when an act says so. */
async function enable(stage: Stage, name: string, options: NonNullable<Parameters<Stage['rotate']>[1]>): Promise<void> {
  await stage.rotate(name, options)
  await stage.byHand(name)
}

/** Half a year up to the moment somebody on call looks, oldest first. */
export const ACTS: readonly Act[] = [
  // Its first value was no placeholder for long; rotation was set up, tried and given up within the hour.
  {at: '2026-04-24T01:00:00Z', happens: stage => stage.create(PARTNER)},
  {at: '2026-04-24T01:05:00Z', happens: stage => stage.put(PARTNER, 'from-the-partner')},
  {
    at: '2026-04-24T01:10:00Z',
    happens: stage =>
      stage.rotate(PARTNER, {functionName: 'partner-token-rotation', schedule: every(30), immediately: false}),
  },
  {
    at: '2026-04-24T01:20:00Z',
    happens: stage => stage.call('secretsmanager', 'CancelRotateSecret', {SecretId: PARTNER}),
  },
  {at: '2026-05-25T01:00:00Z', happens: createDeployKey},
  {at: '2026-07-01T01:00:00Z', happens: createSftp},
  {at: '2026-08-01T01:00:00Z', happens: stage => stage.create(GRAPHQL, {tags: {'secrot:target': 'api-key'}})},
  {
    at: '2026-08-23T02:29:50Z',
    happens: stage => enable(stage, DEPLOY_KEY, {functionName: 'deploy-key-rotation', schedule: every(90, '3h')}),
  },
  {
    at: '2026-09-22T01:00:00Z',
    happens: stage => enable(stage, SFTP, {functionName: 'legacy-sftp', schedule: every(60, '3h')}),
  },
  {at: '2026-09-23T02:09:47Z', happens: createOrders},
  {at: '2026-10-01T01:00:00Z', happens: stage => stage.create(SEARCH)},
  {
    at: '2026-10-09T01:00:00Z',
    happens: stage =>
      enable(stage, GRAPHQL, {
        token: VERSIONS.graphqlCurrent,
        functionName: 'graphql-key-rotation',
        schedule: every(30, '3h'),
      }),
  },
  {at: '2026-10-10T01:00:00Z', happens: stage => stage.create(SMS)},
  {
    at: '2026-10-23T02:14:03.200Z',
    happens: stage =>
      enable(stage, ORDERS, {
        token: VERSIONS.ordersCurrent,
        functionName: 'orders-db-rotation',
        // A rate begins at midnight; two o'clock takes a cron, and the shortest gap of these days is 30 days.
        schedule: {ScheduleExpression: 'cron(0 2 22 9-12 ? *)', Duration: '2h'},
      }),
  },
  {
    at: '2026-11-10T00:59:50Z',
    happens: stage => enable(stage, SMS, {functionName: 'sms-token-rotation', schedule: every(30)}),
  },
  {
    at: '2026-11-16T01:00:00Z',
    happens: stage => enable(stage, SEARCH, {functionName: 'search-key-rotation', schedule: every(30)}),
  },
  {at: '2026-11-16T01:10:00Z', happens: seedCluster},
  {at: '2026-11-17T01:00:00Z', happens: stage => enable(stage, 'rds!cluster-4f1c', {})},
  {at: '2026-11-21T02:10:00Z', happens: stage => stage.rotate(DEPLOY_KEY)},
  // No concurrency was left for the function, so that AWS's second and third attempt met no worker.
  {
    at: '2026-11-21T02:11:00Z',
    happens: stage =>
      stage.call('lambda', 'PutFunctionConcurrency', {
        FunctionName: 'deploy-key-rotation',
        ReservedConcurrentExecutions: 0,
      }),
  },
  {
    at: '2026-11-21T03:00:00Z',
    happens: stage => stage.call('lambda', 'DeleteFunctionConcurrency', {FunctionName: 'deploy-key-rotation'}),
  },
  {
    at: '2026-11-21T20:00:00Z',
    happens: (stage, troubles) => {
      troubles.sftpDown = true
      return stage.rotate(SFTP)
    },
  },
  {
    at: '2026-11-22T01:00:00Z',
    happens: (stage, troubles) => {
      troubles.smsDown = true
      return stage.rotate(SMS, {immediately: false})
    },
  },
  {
    at: '2026-11-22T02:00:00Z',
    happens: async (_, troubles) => {
      troubles.ordersUnreachable = true
    },
  },
  {at: '2026-11-22T02:31:12.500Z', happens: stage => stage.rotate(ORDERS, {token: VERSIONS.ordersPending})},
]

/** Somebody rotates search while the person on call looks; testSecret runs until it is let go. */
export const SEARCH_RUNS: Act = {at: '2026-11-22T03:12:29.100Z', happens: stage => stage.rotate(SEARCH)}

async function createDeployKey(stage: Stage): Promise<void> {
  stage.sandbox.iam.addUser({accountId: stage.sandbox.accountId, userName: DEPLOY_USER})
  await stage.create(DEPLOY_KEY)
}

/** The trail never gets what happens to it. */
async function createSftp(stage: Stage): Promise<void> {
  const arn = await stage.create(SFTP)
  stage.sandbox.trail.loseEventsOf(arn)
}

async function createOrders(stage: Stage): Promise<void> {
  stage.sandbox.logins.setPassword('orders', 'orders', 'first-value')
  await stage.create(ORDERS, {token: VERSIONS.ordersFirst, value: ordersLogin('first-value')})
}

async function seedCluster({sandbox}: Stage): Promise<void> {
  sandbox.seedServiceOwnedSecret({
    accountId: sandbox.accountId,
    region: sandbox.region,
    name: 'rds!cluster-4f1c',
    owningService: 'rds',
    value: 'from-rds',
    rules: every(7, '4h'),
  })
}
