import type {FindingReport} from '../../operations/doctor-result.ts'
import {cellWidth, wrapWords} from '../width.ts'
import {hitsLine, type LineOptions, moment, proofLines, said, undoLines, worded} from './doctor-lines.ts'
import {planLines} from './doctor-plan.ts'

/** One finding in full. `number` is what others refer to; `causes` are the numbers of the findings it made happen. */
export function findingLines(
  finding: FindingReport,
  number: number,
  causes: readonly number[],
  options: LineOptions,
): readonly string[] {
  const {plan} = finding
  const room = options.tty ? options.columns - 3 : Number.POSITIVE_INFINITY
  return [
    titleLine(finding, number, causes, options),
    ...wrapWords(said(finding.message, options), room).map(line => `   ${line}`),
    ...(plan === null ? [] : worded('hits', [hitsLine(plan)], options)),
    ...(finding.evidence.length === 0 ? [] : worded('proof', proofLines(finding.evidence, options), options, true)),
    ...(plan === null || plan.not.length === 0
      ? []
      : worded('not', [plan.not.map(text => said(text, options)).join(` ${options.theme.signs.dot} `)], options)),
    ...(plan === null ? [] : worded('plan', planLines(plan, options), options)),
    ...(plan === null ? [] : worded('undo', undoLines(plan, options), options, plan.noUndoBecause === null)),
    ...(plan === null || plan.attested.length === 0
      ? []
      : worded('rests', [`on what you said: ${plan.attested.join(', ')}`], options)),
    ...(finding.accepted?.reason == null ? [] : worded('why', [said(finding.accepted.reason, options)], options)),
    ...(finding.refusedBecause === null ? [] : worded('why', [said(finding.refusedBecause, options)], options)),
    ...adviceLines(finding, options),
  ]
}

function adviceLines(finding: FindingReport, options: LineOptions): readonly string[] {
  const lines = finding.advice.flatMap(line => {
    const text = said(line, options)
    return /^(?:aws|secrot) /.test(text) || !options.tty ? [text] : wrapWords(text, options.columns - 10)
  })
  return lines.length === 0 ? [] : worded('do', lines, options, true)
}

function titleLine(finding: FindingReport, number: number, causes: readonly number[], options: LineOptions): string {
  const {theme, tty, columns} = options
  const left = `${number}  ${finding.severity}  ${finding.id}`
  const painted = `${number}  ${paint(finding, options)}  ${theme.bold(finding.id)}`
  const ready = finding.plan !== null
  const right = ready ? readyText(finding) : adviceText(finding, causes, options)
  if (!tty) return `${left}  ${right}`
  // The end of the line stays free; what is ready leaves one more column for its state.
  const edge = columns - (ready ? 3 : 2)
  return `${painted}${' '.repeat(Math.max(2, edge - cellWidth(left) - cellWidth(right)))}${right}`
}

function paint({severity}: FindingReport, {theme}: LineOptions): string {
  if (severity === 'critical') return theme.paint('bad', severity)
  return severity === 'high' || severity === 'medium' ? theme.paint('warning', severity) : theme.dim(severity)
}

function readyText({plan, outcome}: FindingReport): string {
  const how = plan?.fixClass === 'auto' ? 'automatic' : 'asks'
  const done = outcome === null || outcome === 'planned' ? 'repair ready' : outcome
  return `${done}: ${plan?.name ?? ''} (${how})`
}

function adviceText(finding: FindingReport, causes: readonly number[], options: LineOptions): string {
  const {dot} = options.theme.signs
  const parts = [
    ...(finding.accepted === null ? [] : [`accepted until ${finding.accepted.until}`]),
    finding.verdict === 'refuse' || finding.refusedBecause !== null ? 'no repair now' : 'advice',
    ...(causes.length === 0 ? [] : [`causes ${causes.join(', ')}`]),
    ...(finding.seenAt === null ? [] : [`seen ${moment(finding.seenAt, options)}`]),
  ]
  return parts.join(` ${dot} `)
}
