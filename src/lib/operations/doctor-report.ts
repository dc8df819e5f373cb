import {EXIT, type ExitCode} from '../errors.ts'
import {type Fact, type SecretFacts, valueOf, type VersionFacts} from '../doctor/facts.ts'
import {consumersOf, headlineOf} from '../doctor/headline.ts'
import {loggedOf, toldOf} from '../doctor/readings/running.ts'
import {type Acceptance, type Advice, type Diagnosis, type Evidence, type Finding, severities} from '../doctor/rule.ts'
import {AWSCURRENT, AWSPENDING, AWSPREVIOUS, type Staging} from '../rotation/secret.ts'
import {holderOf, phaseOf} from '../rotation/staging.ts'
import {verdictOf} from '../rotation/verdict.ts'
import {shellCommand} from '../shell-words.ts'
import {awsCommand} from './doctor-aws.ts'
import {logReport} from './doctor-log.ts'
import type {DoctorOptions} from './doctor-options.ts'
import {planReport} from './doctor-plan-report.ts'
import type {
  EvidenceReport,
  FactReport,
  FindingReport,
  PhaseReport,
  SecretReport,
  SecretState,
} from './doctor-result.ts'
import type {DoctorRun} from './doctor-run.ts'
import {unreadOf} from './doctor-unread.ts'

/** What came of a finding's repair; absent: nothing was tried. */
export interface Tried {
  readonly outcome: FindingReport['outcome']
  readonly callsMade: number
  readonly because?: string
}

/** One secret's diagnosis as data for the eyes and for --json. */
export function reportOf(
  run: DoctorRun,
  diagnosis: Diagnosis,
  tried: ReadonlyMap<string, Tried> = new Map(),
): SecretReport {
  const {facts, states, decision} = diagnosis
  const description = valueOf(facts.labels)?.description
  return {
    arn: facts.arn,
    name: facts.name,
    ...stateOf(run, diagnosis, tried),
    phase: description === undefined ? null : phaseReport(description.staging),
    facts: factReports(facts),
    unread: unreadOf(facts),
    states: states.map(({id, message, advice}) => ({id, message, advice: advice.map(one => adviceText(run, one))})),
    refused: decision.verdict === 'refuse' && decision.finding === undefined ? (decision.reason ?? null) : null,
    remarks: useOfPrevious(facts),
    log: logReport(run, facts),
    after: null,
    exitCode: exitCodeOf(run.options, diagnosis, tried),
  }
}

/** GetCallerIdentity counts as a use like any other (GetAccessKeyLastUsed, API reference); a refused key was not used. */
function useOfPrevious({target, previous}: SecretFacts): readonly string[] {
  const refused = previous?.auth.kind === 'known' && previous.auth.value !== 'yes'
  if (target !== 'iam-key' || previous?.accessKeyId === undefined || previous.spared === true || refused) return []
  return [
    'asking IAM with the key of AWSPREVIOUS was a use of that key: a rotator that retires only unused keys may keep it longer',
  ]
}

function phaseReport(staging: Staging): PhaseReport {
  return {
    kind: phaseOf(staging).kind,
    current: holderOf(staging, AWSCURRENT) ?? null,
    pending: holderOf(staging, AWSPENDING) ?? null,
    previous: holderOf(staging, AWSPREVIOUS) ?? null,
  }
}

/** Verdict, consumers and findings, at one moment. */
export function stateOf(
  run: DoctorRun,
  diagnosis: Diagnosis,
  tried: ReadonlyMap<string, Tried> = new Map(),
): SecretState {
  const {facts, findings} = diagnosis
  return {
    verdict: statusVerdict(facts),
    consumers: consumersOf(facts),
    headline: headlineOf(diagnosis),
    findings: findings
      .filter(finding => atLeast(finding.severity, run.options.severity))
      .map(finding => findingReport(run, facts, finding, tried.get(finding.id))),
  }
}

/** 0, or 3 when a condition at or above --fail-on stands, a repair was refused or declined, or --strict wants more. */
export function exitCodeOf(options: DoctorOptions, diagnosis: Diagnosis, tried: ReadonlyMap<string, Tried>): ExitCode {
  const {facts, findings} = diagnosis
  if (facts.labels.kind === 'unknown') return facts.labels.action === undefined ? EXIT.failed : EXIT.denied
  if (findings.some(finding => countsForExit(finding, options))) return EXIT.unsafe
  const bad = [...tried.values()].some(
    ({outcome}) => outcome === 'declined' || outcome === 'refused' || outcome === 'failed',
  )
  if (bad) return EXIT.unsafe
  return options.strict && unreadOf(facts).length > 0 ? EXIT.unsafe : EXIT.done
}

/** Conditions at or above --fail-on; posture only with --strict; nothing that is accepted. */
export function countsForExit(
  finding: Pick<Finding, 'group' | 'severity'> & {readonly accepted?: object | null},
  options: Pick<DoctorOptions, 'strict' | 'failOn'>,
): boolean {
  if ((finding.accepted ?? undefined) !== undefined) return false
  return (finding.group === 'condition' || options.strict) && atLeast(finding.severity, options.failOn)
}

export function atLeast(severity: Finding['severity'], least: Finding['severity']): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least)
}

function statusVerdict(facts: SecretFacts): SecretState['verdict'] {
  const labels = valueOf(facts.labels)
  const found = valueOf(facts.function)
  const configuration = found?.kind === 'found' ? found.configuration : undefined
  return verdictOf({
    now: facts.now,
    description: labels?.description,
    events: toldOf(facts.events),
    log: loggedOf(facts.log),
    ...(labels === undefined ? {} : {versions: labels.versions}),
    ...(configuration === undefined ? {} : {functionTimeoutMs: configuration.timeoutMs}),
    ...(configuration?.roleArn === undefined ? {} : {functionRoleArn: configuration.roleArn}),
  }).verdict
}

function findingReport(run: DoctorRun, facts: SecretFacts, finding: Finding, tried: Tried | undefined): FindingReport {
  const {plan} = finding
  return {
    id: finding.id,
    severity: finding.severity,
    group: finding.group,
    title: finding.title,
    message: finding.message,
    url: finding.url,
    fixClass: plan?.fixClass ?? 'advice',
    causedBy: finding.causedBy,
    evidence: finding.evidence.map(evidenceReport),
    advice: finding.advice.map(advice => adviceText(run, advice)),
    seenAt: finding.seenAt === undefined ? null : iso(finding.seenAt),
    resource: finding.resource ?? null,
    verdict: finding.verdict ?? null,
    accepted: finding.accepted === undefined ? null : acceptanceReport(finding.accepted),
    refusedBecause: tried?.because ?? finding.refusedBecause ?? null,
    outcome: tried?.outcome ?? (plan === undefined ? null : 'planned'),
    callsMade: tried?.callsMade ?? 0,
    plan: plan === undefined ? null : planReport(run, facts, finding, plan),
  }
}

function acceptanceReport({until, reason}: Acceptance): FindingReport['accepted'] {
  return {until, reason: reason ?? null}
}

function adviceText({options}: DoctorRun, advice: Advice): string {
  if (typeof advice === 'string') return advice
  const {scopeFlags, functionProfile} = options
  if (!('secrot' in advice)) return awsCommand(advice, scopeFlags)
  const profile = functionProfile === undefined ? [] : ['--function-profile', functionProfile]
  return shellCommand(['secrot', ...advice.secrot, ...profile, ...scopeFlags])
}

export function evidenceReport(evidence: Evidence): EvidenceReport {
  const {verb, versionId, subject, label, parts, source, at} = evidence
  const words = parts.map(part =>
    [part.text, part.at === undefined ? '' : iso(part.at), part.again === undefined ? '' : `and ${iso(part.again)}`]
      .filter(text => text !== '')
      .join(' '),
  )
  return {
    text: [verb, versionId ?? subject, label, words.join(', ')]
      .filter(text => text !== undefined && text !== '')
      .join(' '),
    source,
    at: iso(at),
    verb,
    versionId: versionId ?? null,
    subject: subject ?? null,
    label: label ?? null,
    parts: parts.map(part => ({
      text: part.text,
      at: part.at === undefined ? null : iso(part.at),
      again: part.again === undefined ? null : iso(part.again),
    })),
  }
}

function factReports(facts: SecretFacts): readonly FactReport[] {
  const versions = versionsOf(facts)
  return [
    ...versions.map(version => factReport('value', version.versionId, version.valueProof, version.value)),
    ...versions.map(version => factReport('auth', version.versionId, version.auth)),
    ...(facts.pending === undefined ? [] : [factReport('maker', facts.pending.versionId, facts.pending.maker)]),
    {
      name: 'running',
      versionId: null,
      value: facts.running.value,
      source: facts.running.proof[0]?.source ?? 'labels',
      readAt: iso(facts.now),
      ...(facts.running.attested === true ? {attested: true as const} : {}),
    },
  ]
}

function factReport<T extends string>(name: string, versionId: string, fact: Fact<T>, otherwise = '?'): FactReport {
  if (fact.kind === 'unknown') return {name, versionId, value: otherwise, source: 'none', readAt: null}
  const [proof] = fact.proof
  return {
    name,
    versionId,
    value: fact.value,
    source: proof?.source ?? 'labels',
    readAt: proof === undefined ? null : iso(proof.at),
    ...(fact.attested === true ? {attested: true as const} : {}),
  }
}

function versionsOf(facts: SecretFacts): readonly VersionFacts[] {
  const {pending, current, previous, others} = facts
  return [pending, current, previous, ...others.slice(0, 10)].filter(version => version !== undefined)
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
