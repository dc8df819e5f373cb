import type {FleetStatus, NotRead, SecretStatus, StatusLine, VersionLine} from '../../operations/status-result.ts'
import type {SecretVersions} from '../../operations/versions.ts'
import {type Verdict, verdicts} from '../../rotation/judgement.ts'
import {scheduleWords} from '../../rotation/schedule-words.ts'
import {plainWhy} from '../../rotation/why.ts'
import {isoTime} from '../time.ts'
import {credentialsJson} from './status-target.ts'
import {differenceJson} from './version-diff.ts'

/** Exit code of one secret's line: 3 when its verdict is among those that were not to be. */
type LineExit = (line: StatusLine) => number

/** What the answer of `status` says beside its secrets: always the same members, ISO times, whole ids. */
export function fleetJson(fleet: FleetStatus): object {
  return {
    callers: fleet.scopes.map(scope => ({
      profile: scope.profile ?? null,
      region: scope.region,
      account: scope.accountId ?? null,
      arn: scope.callerArn ?? null,
      endpointUrl: scope.endpointUrl ?? null,
    })),
    listedAt: time(fleet.listedAt),
    describedAt: time(fleet.describedAt),
    failures: fleet.failures.map(({subject, code, message, exit}) => ({subject, code, message, exitCode: exit})),
    summary: {secrets: fleet.lines.length, seen: fleet.seen, ...counts(fleet.lines)},
    unread: fleet.notRead.map(missing => unreadJson(missing)),
    calls: fleet.calls,
    next: fleet.next ?? null,
  }
}

/** The same of one secret. */
export function statusJson(status: SecretStatus): object {
  const {line} = status
  return fleetJson({
    startedAt: status.startedAt,
    endedAt: status.endedAt,
    scopes: [status.scope],
    describedAt: status.endedAt,
    lines: [line],
    seen: 1,
    calls: status.calls,
    notRead: line.notRead,
    failures: [],
    ...(status.next === undefined ? {} : {next: status.next}),
  })
}

/** The one secret of `status SECRET`, with the whole picture in `detail`. */
export function secretJson(status: SecretStatus, exitOf: LineExit): object {
  return {...lineJson(status.line, exitOf), detail: detailJson(status)}
}

/** One secret, also a line of `--format ndjson`. */
export function lineJson(line: StatusLine, exitOf: LineExit) {
  return {
    arn: line.arn,
    name: line.name,
    account: line.accountId,
    region: line.region,
    profile: line.profile ?? null,
    verdict: line.verdict,
    why: plainWhy(line.why),
    pendingMayBeLive: line.mayBeLive,
    rotation: line.rotation,
    inUseSince: line.inUse === undefined ? null : {earliest: isoTime(line.inUse.from), latest: isoTime(line.inUse.to)},
    lastRotatedAt: time(line.lastRotatedAt),
    nextRotationBy: time(line.nextBy),
    currentVersionId: line.current ?? null,
    pendingVersionId: line.pending ?? null,
    owningService: line.owningService ?? null,
    replicaOf: line.replicaOf ?? null,
    externalType: line.externalType ?? null,
    deletedAt: time(line.deletedAt),
    placeholder: line.placeholder,
    unread: line.notRead.map(missing => unreadJson(missing)),
    exitCode: exitOf(line),
    detail: null as object | null,
  }
}

/** The answer of `versions`. */
export function versionsJson(result: SecretVersions): object {
  return {
    arn: result.arn,
    name: result.name,
    account: result.scope.accountId ?? null,
    region: result.scope.region,
    versions: result.versions.map(version => versionJson(version)),
    deprecatedShown: result.deprecatedShown,
    diff: result.difference === undefined ? null : differenceJson(result.difference),
    unread: result.notRead.map(missing => unreadJson(missing)),
    calls: result.calls,
  }
}

function detailJson(status: SecretStatus): object {
  const {pending, rules, function: called} = status
  return {
    consumers: {state: status.consumers.state, atRisk: status.consumers.atRisk, text: status.consumers.text},
    target: status.target ?? null,
    credentials: credentialsJson(status.credentials),
    labels: Object.fromEntries(status.labels),
    schedule: rules === undefined ? null : {words: scheduleWords(rules), rules},
    function:
      called === undefined
        ? null
        : {
            arn: called.arn,
            exists: called.missing ? false : called.timeoutMs === undefined ? null : true,
            state: called.state ?? null,
            timeoutMs: called.timeoutMs ?? null,
            runtime: called.runtime ?? null,
            runtimeSupportEndsAt: time(called.supportEndsAt),
            awsFunction: called.awsFunction?.name ?? null,
          },
    pending:
      pending === undefined
        ? null
        : {
            versionId: pending.versionId,
            startedAt: time(pending.startedAt),
            stepRunning: pending.running.kind,
            lastSignAt: time(pending.running.lastSignAt),
            lastStepAt: time(pending.lastStepAt),
            reached: pending.reached ?? null,
            attempts: pending.attempts.map(attempt => ({
              step: attempt.step ?? null,
              stepCertain: attempt.stepCertain,
              at: isoTime(attempt.at),
              source: attempt.source,
              text: attempt.failure?.text ?? attempt.errorMessage ?? null,
            })),
          },
    versions: status.versions?.map(version => versionJson(version)) ?? null,
  }
}

function versionJson(version: VersionLine): object {
  return {
    versionId: version.versionId,
    labels: version.labels,
    createdAt: time(version.createdAt),
    writtenAt: time(version.writtenAt),
    lastAccessedOn: time(version.lastAccessedAt)?.slice(0, 10) ?? null,
    value: version.presence,
    kmsKeyIds: version.kmsKeyIds,
  }
}

/** A fact that could not be read, in an answer of --json. */
export function unreadJson({fact, subject, reason, action}: NotRead): object {
  return {fact, subject, reason, action: action ?? null}
}

function counts(lines: readonly StatusLine[]): Record<Verdict, number> {
  const count = (verdict: Verdict): number => lines.filter(line => line.verdict === verdict).length
  return Object.fromEntries(verdicts.map(verdict => [verdict, count(verdict)])) as Record<Verdict, number>
}

function time(at: number | undefined): string | null {
  return at === undefined ? null : isoTime(at)
}
