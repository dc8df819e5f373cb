import {canary} from './canary.ts'
import {plannedWith, type Fixtures} from './fixtures.ts'
import type {ExposureStage} from './stage.ts'
import type {Weather} from './weather.ts'

/** What an argument list is made of, in a run of its own. */
export interface Hand {
  readonly stage: ExposureStage
  /** One of these. */
  readonly pick: <T>(...from: readonly T[]) => T
  readonly weather: Weather
  /** A secret as somebody types it. */
  readonly secret: string
  /** A run that the journal holds. */
  readonly runId: string
  readonly fixtures: Fixtures
  /** A path where no file is. */
  readonly newFile: string
}

type Words = (hand: Hand) => readonly string[]

const dryRun: Words = ({pick}) => pick([], ['--dry-run'], ['--yes'], ['--yes'])
const probe: Words = ({stage, pick}) => (pick(1, 2, 3, 4, 5, 6, 7, 8) === 1 ? ['--probe', `${stage.folder}/probe`] : [])

/** Shows what a function wrote; of that the values that were read are masked, so they have to be readable. */
const showLogs: Words = ({weather}) => (weather === 'fine' ? ['--show-logs', '--read-values'] : [])

/** Each command with what it can be given. Whole: a test holds it against the manifest. */
export const commands: Readonly<Record<string, Words>> = {
  apply: hand => [
    hand.fixtures.plan,
    ...hand.pick([], ['--yes'], ['--dry-run'], ['--max-age', '1h'], ['--read-values']),
    ...hand.pick([], plannedWith(hand.stage), plannedWith(hand.stage)),
    ...hand.pick([], ['--allow', 'pending-applied-unfinished']),
    ...probe(hand),
  ],
  completion: hand => [hand.pick('bash', 'zsh', 'fish')],
  deploy: hand => [
    hand.pick('random-password', 'iam-access-key', 'appsync-api-key'),
    ...hand.pick(
      ['--secret', hand.secret],
      ['--secret', 'canary/new'],
      ['--adopt', hand.secret],
      ['--user', 'svc', '--prefix', 'canary/', '--remove'],
    ),
    ...hand.pick([], ['--name', 'canary-rotation'], ['--name', hand.stage.functionName]),
    ...hand.pick([], ['--user', 'svc'], ['--api', 'orders'], ['--set', 'PASSWORD_LENGTH=40'], ['--set', canary]),
    ...hand.pick([], ['--every', '7d'], ['--now'], ['--log-retention', '30']),
    ...hand.pick([], ['--emit', 'terraform'], ['--emit', 'quick-create', '--template-url', `https://${canary}`]),
    ...dryRun(hand),
  ],
  destroy: hand => [
    hand.pick('canary-rotation', 'secrot-random-password', hand.stage.functionName),
    ...hand.pick([], ['--logs']),
    ...dryRun(hand),
  ],
  disable: hand => [hand.secret, ...dryRun(hand)],
  doctor: hand => [
    ...hand.pick([hand.secret], [hand.secret], [hand.secret], [], ['--explain', 'pending-without-value']),
    ...hand.pick([], ['--fix', '--yes'], ['--fix', '--yes', '--read-values', '--allow', 'pending-live-current-dead']),
    ...hand.pick(
      [],
      ['--read-values'],
      showLogs(hand),
      ['--all'],
      ['--plan', hand.newFile],
      ['--format', 'sarif'],
      ['--format', 'junit'],
    ),
    ...hand.pick([], [], ['--trust-handler', hand.stage.codeSha256]),
    ...probe(hand),
  ],
  enable: hand => [
    hand.secret,
    ...hand.pick(
      [],
      ['--restore'],
      ['--every', '30d'],
      ['--function', hand.stage.functionName, '--cron', '0 8 1 * ? *'],
    ),
    ...hand.pick([], ['--grant'], ['--later'], ['--now']),
    ...hand.pick([], ['--allow', 'rotation-off']),
    ...dryRun(hand),
  ],
  grant: hand => [
    hand.stage.functionName,
    ...hand.pick([], ['--list'], ['--revoke'], ['--narrow'], ['--secret', hand.secret]),
    ...dryRun(hand),
  ],
  history: hand => [
    hand.secret,
    ...hand.pick([], ['--since', '1d'], ['--limit', '5'], ['--local']),
    ...hand.pick([], [], ['--format', 'ndjson']),
  ],
  journal: hand => hand.pick([], [hand.runId]),
  'journal:close': hand => [hand.runId, ...hand.pick([], ['--yes'])],
  'journal:prune': hand => [...hand.pick([], ['--older-than', '30d']), ...hand.pick([], ['--dry-run'], ['--yes'])],
  'journal:resume': hand => [hand.runId, ...dryRun(hand)],
  menu: () => [],
  policy: hand => hand.pick([], ['status'], ['doctor', '--secret', hand.secret], ['rotate', '--read-only']),
  notify: hand => [
    ...hand.pick([hand.secret], [hand.secret], ['--list'], ['--test'], [hand.secret, '--remove']),
    ...dryRun(hand),
  ],
  // A value in place of an argument is a slip of the hand, and is not repeated.
  put: hand => [
    hand.secret,
    ...(hand.weather === 'usage' ? [canary] : ['--from', hand.fixtures.value]),
    ...hand.pick([], ['--field', 'password'], ['--binary']),
    ...hand.pick([], ['--read-values']),
    ...dryRun(hand),
    ...probe(hand),
  ],
  'rehearsal:export': hand => ['--out', hand.newFile],
  'rehearsal:import': hand => [hand.fixtures.value, ...hand.pick([], ['--yes'], ['--dry-run'])],
  'rehearsal:list': () => [],
  retire: hand => [
    hand.secret,
    ...hand.pick([], ['--read-values'], ['--read-values', '--compromised', '--wait', '1s']),
    ...hand.pick([], ['--target', 'iam-key'], ['--target', 'appsync-key']),
    ...hand.pick([], ['--unused-for', '2d', '--allow', 'retire:0000']),
    ...dryRun(hand),
  ],
  rollback: hand => [hand.secret, ...hand.pick([], ['--unproven']), ...dryRun(hand), ...probe(hand)],
  rotate: hand => [
    hand.secret,
    ...dryRun(hand),
    ...hand.pick([], ['--watch', '--timeout', '40s'], ['--compromised', '--allow', 'retire:0000']),
    ...hand.pick([], ['--allow', 'rotation-off']),
  ],
  rotators: () => [],
  status: hand => [
    ...hand.pick(
      [],
      [hand.secret],
      [hand.secret, '--full'],
      [hand.secret, '--read-values'],
      ['--filter', 'name=canary'],
      ['--stuck'],
    ),
    ...hand.pick([], ['--fail-on', 'stuck,failing'], ['--local']),
  ],
  step: hand => [
    hand.secret,
    ...hand.pick(
      ['--only', 'testSecret'],
      ['--only', 'createSecret'],
      ['--until', 'testSecret'],
      ['--from', 'testSecret', '--until', 'finishSecret'],
      [],
    ),
    ...dryRun(hand),
    ...hand.pick([], ['--read-values'], showLogs(hand)),
    ...hand.pick([], ['--trust-handler', hand.stage.codeSha256]),
    ...probe(hand),
  ],
  undo: hand => [hand.runId, ...hand.pick([], ['--allow', 'target-not-asked']), ...dryRun(hand)],
  versions: hand => [
    hand.secret,
    ...hand.pick([], ['--deprecated'], ['--diff', 'AWSCURRENT', 'AWSPREVIOUS'], ['--diff', 'AWSCURRENT', 'AWSPENDING']),
  ],
  watch: hand => [hand.secret, '--timeout', '20s'],
}
