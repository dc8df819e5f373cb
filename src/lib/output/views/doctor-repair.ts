import {callerText} from '../../arn.ts'
import type {RepairBegin, RepairStep} from '../../operations/doctor-events.ts'
import type {DoctorResult, FindingReport, PlanReport, SecretReport} from '../../operations/doctor-result.ts'
import {visible} from '../foreign.ts'
import {bareTime, isoTime} from '../time.ts'
import type {ViewOptions} from '../view.ts'
import {hitsLine, proofLines, undoLines, worded} from './doctor-lines.ts'
import {planLines} from './doctor-plan.ts'
import {hanging} from '../width.ts'
import {conditionsText, notLookedAtText} from './doctor-counts.ts'

/** `Repair 1 of 1: finish · prod/orders/db · 111122223333 · eu-central-1 · assumed-role/oncall`, and the plan if it is new. */
export function repairBeginLine(repair: RepairBegin, options: ViewOptions): string {
  const {index, count, plan, secret, account, region, callerArn, evidence, details, inReport} = repair
  const where = [secret, account, region, callerText(callerArn)].map(text => visible(text))
  const title = [plan, ...where].join(` ${options.theme.signs.dot} `)
  const lines = {...options, ids: []}
  return [
    hanging(`Repair ${index} of ${count}: `, title, options.columns),
    ...(inReport ? [] : worded('hits', [hitsLine(details)], options)),
    ...worded('proof', proofLines(evidence, lines), options, true),
    ...(inReport ? awsLines(details, options) : detailLines(details, options)),
  ].join('\n')
}

function detailLines(plan: PlanReport, options: ViewOptions): readonly string[] {
  const cut = (text: string) => idsCut(text, options.tty)
  const lines = {...options, ids: []}
  return [
    ...worded('plan', planLines(plan, lines).map(cut), options),
    ...awsLines(plan, options),
    ...worded(
      'undo',
      undoLines(plan, lines).map(line => visible(line)),
      options,
      plan.noUndoBecause === null,
    ),
  ]
}

function awsLines({calls}: PlanReport, options: ViewOptions): readonly string[] {
  const commands = calls.map(call => visible(call.aws))
  return worded('aws', commands, options, true)
}

/** `03:15:38  ✔ AWSCURRENT   8c1e77b0 → 5f0d2a71, seen in DescribeSecret 03:15:39` */
export function repairStepLine(step: RepairStep, options: ViewOptions): string {
  const {theme, tty, local, columns} = options
  const time = (at: number) => (tty ? bareTime(at, {local}) : isoTime(at))
  const seen = step.seenAt === undefined ? '' : ` ${time(step.seenAt)}`
  const mark = theme.mark(step.ok ? 'good' : 'bad')
  return hanging(
    `${time(step.at)}  ${mark} ${step.name.padEnd(13)}`,
    `${idsCut(visible(step.text), tty)}${seen}`,
    columns,
  )
}

/** What came of the repairs: one sentence each, what stays open, and how many findings remain. */
export function afterView({result, exitCode}: {result: DoctorResult; exitCode: number}, options: ViewOptions): string {
  const repaired = result.secrets.flatMap(secret => secretLines(secret, exitCode, options))
  return [...repaired, ...(stateChanged(result) ? [] : [remainsLine(result, exitCode)])].join('\n')
}

/** Something was no longer as planned: nothing was done there, and a fresh report follows. */
export function stateChanged(result: DoctorResult): boolean {
  return result.secrets.some(secret => secret.findings.some(isStale))
}

/** The report as of after the repairs. */
export function freshResult(result: DoctorResult): DoctorResult {
  const secrets = result.secrets.map(secret => ({...secret, ...secret.after, after: null}))
  return {...result, secrets}
}

function isStale({refusedBecause}: FindingReport): boolean {
  return refusedBecause?.startsWith('STATE_CHANGED: ') === true
}

function secretLines(secret: SecretReport, exitCode: number, options: ViewOptions): readonly string[] {
  const {after} = secret
  if (after === null) return []
  const {theme, tty, columns} = options
  const tried = secret.findings.filter(finding => finding.outcome !== null && finding.outcome !== 'planned')
  const failed = tried.filter(finding => finding.outcome !== 'fixed' && !isStale(finding))
  const stale = tried.filter(finding => isStale(finding))
  const marked = (tone: 'good' | 'bad', text: string) =>
    hanging(`${theme.mark(tone)} `, idsCut(visible(text), tty), columns)
  const noted = (label: string, text: string) => hanging(`  ${label.padEnd(12)}`, idsCut(visible(text), tty), columns)
  return [
    ...(after.summary === null ? [] : [marked('good', after.summary)]),
    ...stale.map(({refusedBecause}) => marked('bad', `${refusedBecause ?? ''} (exit ${exitCode})`)),
    ...failed.map(({id, outcome, refusedBecause}) =>
      marked('bad', `${secret.name}: ${id} ${outcomeText(outcome, refusedBecause)}`),
    ),
    ...after.notes.map(note => noted(note.label, note.text)),
    ...(after.journalRun === null ? [] : [noted('Recorded', `secrot journal ${after.journalRun}`)]),
  ]
}

function outcomeText(outcome: string | null, because: string | null): string {
  return because === null ? `${outcome}` : `${outcome}: ${because}`
}

function remainsLine({summary, failures, secrets}: DoctorResult, exitCode: number): string {
  const total = summary.critical + summary.high + summary.medium + summary.low
  const remain = total === 1 ? 'finding remains' : 'findings remain'
  const open = secrets.filter(secret => isOpen(secret))
  const counted = total > 0 ? [`${conditionsText(summary)} ${remain}`] : open.length === 0 ? ['no finding remains'] : []
  const notLookedAt = failures.length === 0 ? [] : [notLookedAtText(failures.length)]
  const text = [...counted, ...open.map(secret => openText(secret)), ...notLookedAt].join('; ')
  return exitCode === 0 ? text : `${text} (exit ${exitCode})`
}

/** While a step may run nothing is decided: that there is no finding says nothing. */
function isOpen({after}: SecretReport): boolean {
  return after?.notes.some(({label}) => label === 'Not over') === true
}

function openText({name, after, findings}: SecretReport): string {
  const failed = findings.some(({outcome, plan}) => outcome === 'failed' && plan?.name === 'rotate')
  const started = failed || after?.notes.some(({label}) => label === 'Rotation') === true
  const what = started ? 'the rotation that was started failed, and AWS may try it again' : 'a step may still run'
  return `${visible(name)} is not settled: ${what}`
}

/** UUID-shaped ids are cut to eight characters in a terminal. */
export function idsCut(text: string, tty: boolean): string {
  return tty ? text.replaceAll(/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '$1') : text
}
