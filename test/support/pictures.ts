import type {
  FleetStatus,
  NotRead,
  SecretStatus,
  StatusLine,
  VersionLine,
} from '../../src/lib/operations/status-result.ts'
import {themeFor} from '../../src/lib/output/theme.ts'
import type {ViewOptions} from '../../src/lib/output/view.ts'
import {consumersOf} from '../../src/lib/rotation/consumers.ts'
import type {FailedAttempt} from '../../src/lib/rotation/attempts.ts'
import {day, hour, minute, pictureNow as now} from './a-secret.ts'

/** The data behind the pictures of transcripts.md, sections 2 and 3. */

export function viewOptions(more: Partial<ViewOptions> & {readonly ascii?: boolean} = {}): ViewOptions {
  const {ascii, ...rest} = more
  return {
    columns: 100,
    tty: true,
    theme: themeFor({isTTY: true, env: {LANG: ascii === true ? 'C' : 'C.UTF-8'}, noColor: true}),
    local: false,
    now,
    ...rest,
  }
}

/** What a pipe gets: nothing is cut. */
export const pipeOptions = (): ViewOptions => viewOptions({columns: Number.POSITIVE_INFINITY, tty: false})

export function aLine(more: Partial<StatusLine> & Pick<StatusLine, 'name' | 'verdict' | 'why'>): StatusLine {
  return {
    arn: `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${more.name}-Ab3dEf`,
    accountId: '111122223333',
    region: 'eu-central-1',
    mayBeLive: false,
    rotation: 'on',
    current: '8c1e77b0-0d6f-4a53-9a52-6f1d7f0c2b11',
    placeholder: false,
    notRead: [],
    ...more,
  }
}

const aged = (days: number, nextBy: number): Partial<StatusLine> => {
  const at = now - days * day - hour
  return {inUse: {from: at, to: at}, lastRotatedAt: at, nextBy}
}

const notRead: NotRead = {
  fact: 'log',
  subject: 'legacy-sftp',
  reason: 'not authorized',
  action: 'logs:FilterLogEvents',
}

const neverAt = now - 212 * day - hour

const lines: readonly StatusLine[] = [
  aLine({
    ...aged(30, now + 47 * minute),
    name: 'prod/orders/db',
    verdict: 'stuck',
    why: ['testSecret timed out 3x, ', {ago: Date.parse('2026-11-22T02:44:20Z')}],
    mayBeLive: true,
  }),
  aLine({
    ...aged(91, now - day - hour),
    name: 'prod/ci/deploy-key',
    verdict: 'stuck',
    why: ['createSecret: LimitExceeded, ', {ago: now - day - hour}],
  }),
  aLine({
    ...aged(12, now + 18 * day + hour),
    name: 'prod/sms/token',
    verdict: 'failing',
    why: ['test rotation failed ', {ago: now - 2 * hour}],
  }),
  aLine({
    ...aged(61, now - day - hour),
    name: 'prod/legacy/sftp',
    verdict: 'unknown',
    why: ['AWSPENDING left, no event, no log'],
    notRead: [notRead],
  }),
  aLine({
    ...aged(44, now - 14 * day - hour),
    name: 'prod/graphql/api-key',
    verdict: 'late',
    why: ['no attempt seen since ', {on: Date.parse('2026-10-09T01:12:40Z')}],
  }),
  aLine({
    ...aged(6, now + 24 * day + hour),
    name: 'prod/search/api-key',
    verdict: 'rotating',
    why: ['testSecret ~, ', {lasting: now - 9000}],
  }),
  aLine({
    name: 'prod/partner/token',
    verdict: 'off',
    why: ['rotation off, its rules kept'],
    rotation: 'off',
    inUse: {from: neverAt, to: neverAt},
  }),
  aLine({
    ...aged(5, now + 2 * day + hour),
    name: 'rds!cluster-4f1c',
    verdict: 'healthy',
    why: ['rotated by rds, no function'],
    owningService: 'rds',
  }),
]

export const fleetPicture: FleetStatus = {
  startedAt: now,
  endedAt: now + 12_600,
  scopes: [
    {
      region: 'eu-central-1',
      accountId: '111122223333',
      callerArn: 'arn:aws:sts::111122223333:assumed-role/oncall/ada',
    },
  ],
  listedAt: now,
  describedAt: now + 1000,
  lines,
  seen: 8,
  calls: 28,
  notRead: [notRead],
  failures: [],
  next: ['secrot', 'doctor', 'prod/orders/db'],
}

const failedAt = Date.parse('2026-11-22T02:44:20Z')

const attempts: readonly FailedAttempt[] = [
  Date.parse('2026-11-22T02:31:46Z'),
  Date.parse('2026-11-22T02:38:02Z'),
  failedAt,
].map(at => ({
  step: 'testSecret',
  stepCertain: true,
  at,
  source: 'log',
  failure: {kind: 'timeout', text: 'Task timed out after 30.00 seconds', at},
}))

const version = (versionId: string, label: string, writtenAt: string, readOn?: string): VersionLine => ({
  versionId: `${versionId}-0d6f-4a53-9a52-6f1d7f0c2b11`,
  labels: [label],
  createdAt: Date.parse(writtenAt),
  writtenAt: Date.parse(writtenAt),
  kmsKeyIds: ['DefaultEncryptionKey'],
  presence: label === 'AWSPENDING' ? 'stored (trail)' : 'stored',
  ...(readOn === undefined ? {} : {lastAccessedAt: Date.parse(readOn)}),
})

const rotatedAt = Date.parse('2026-10-23T02:14:11Z')

const pending = {
  versionId: '5f0d2a71-0d6f-4a53-9a52-6f1d7f0c2b11',
  startedAt: Date.parse('2026-11-22T02:31:12Z'),
  running: {kind: 'no', lastSignAt: failedAt + 1000},
  lastStepAt: failedAt,
  attempts,
  reached: 'set',
  mayBeLive: true,
} as const

export const stuckPicture: SecretStatus = {
  startedAt: now,
  endedAt: now,
  scope: fleetPicture.scopes[0]!,
  line: aLine({
    name: 'prod/orders/db',
    verdict: 'stuck',
    why: ['testSecret timed out 3x, ', {ago: failedAt}],
    mayBeLive: true,
    lastRotatedAt: rotatedAt,
    nextBy: Date.parse('2026-11-22T03:59:59Z'),
    pending: pending.versionId,
  }),
  labels: new Map(),
  rules: {automaticallyAfterDays: 30, scheduleExpression: 'cron(0 2 22 * ? *)', duration: '2h'},
  function: {
    arn: 'arn:aws:lambda:eu-central-1:111122223333:function:orders-db-rotation',
    name: 'orders-db-rotation',
    state: 'Active',
    timeoutMs: 30_000,
    missing: false,
  },
  pending,
  consumers: consumersOf({verdict: 'stuck', why: [], unread: [], pending}),
  versions: [
    version('5f0d2a71', 'AWSPENDING', '2026-11-22T02:31:14Z'),
    version('8c1e77b0', 'AWSCURRENT', '2026-10-23T02:14:03Z', '2026-11-22'),
    version('2b94d0c5', 'AWSPREVIOUS', '2026-09-23T02:09:47Z', '2026-10-23'),
  ],
  calls: 19,
  next: ['secrot', 'doctor', 'prod/orders/db', '--probe', './pg-login orders'],
}
