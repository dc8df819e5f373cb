import {callerText, parseArn} from '../../arn.ts'
import type {LabelPlan, PlanStep} from '../../operations/label-plan.ts'
import type {TargetAnswer} from '../../operations/target-proof.ts'
import {visible} from '../foreign.ts'
import {spanText} from '../time.ts'
import type {ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {type LineOptions, moment, said, worded} from './doctor-lines.ts'
import {callText} from './doctor-plan.ts'

/** What will be done and what follows, as doctor shows its repairs; commands are never broken. */
export function labelPlanView(plan: LabelPlan, view: ViewOptions): string {
  const options: LineOptions = {...view, ids: plan.ids}
  const {secret, caller, undo, undoNote} = plan
  const {scope, arn, accountId} = secret
  const endpoint = [scope.endpointsText ?? scope.endpointUrl].filter(text => text !== undefined)
  const where = [accountId, parseArn(arn)?.region ?? scope.region, callerText(caller.arn), ...endpoint]
  const title = [plan.title, ...where].map(text => visible(text)).join(` ${view.theme.signs.dot} `)
  const proof = proofTexts(plan, options)
  return [
    hanging('', title, view.columns),
    ...plan.notes.flatMap(({word, lines}) =>
      worded(
        word,
        lines.map(line => said(line, options)),
        options,
      ),
    ),
    ...(proof.length === 0 ? [] : worded('proof', proof, options)),
    ...worded('plan', stepTexts(plan.steps, options), options),
    ...worded('undo', undo, options, true),
    ...(undoNote === undefined
      ? []
      : undo.length === 0
        ? worded('undo', [said(undoNote, options)], options)
        : worded('', [said(undoNote, options)], options)),
    ...worded(
      'aws',
      plan.changes.map(({aws}) => visible(aws)),
      options,
      true,
    ),
  ].join('\n')
}

function stepTexts(steps: readonly PlanStep[], options: LineOptions): readonly string[] {
  const current = steps.find(step => step.kind === 'move' && step.label === 'AWSCURRENT')
  const promoted = current?.kind === 'move' ? current.to : undefined
  const versions = steps.flatMap(step => ('versionId' in step ? [step.versionId] : []))
  const ids = [...new Set([...options.ids, ...versions])]
  return steps.map((step, index) => {
    const text = stepText(step, promoted, options)
    return `${index + 1} ${said(text, {...options, ids})}`
  })
}

function stepText(step: PlanStep, promoted: string | undefined, options: LineOptions): string {
  if (step.kind === 'store') return `PutSecretValue  ${step.versionId}  under ${step.label}, which nobody reads`
  if (step.kind === 'ask-first') return `ask the target about ${step.versionId}; unless it takes it, stop here`
  if (step.kind === 'wait')
    return `wait ${spanText(step.ms)}: whoever still needs it is refused by then, and can be heard`
  return callText(step, promoted, options)
}

const verbs: Readonly<Record<TargetAnswer['answer'], string>> = {
  accepted: 'accepts',
  rejected: 'rejects',
  gone: 'lacks',
  unknown: 'unknown',
}

/** `rejects  8c1e77b0  AWSCURRENT   probe 03:14:52Z and 03:14:57Z` */
function proofTexts({proof, check}: LabelPlan, options: LineOptions): readonly string[] {
  const width = Math.max(0, ...proof.map(({label}) => label.length))
  const at = (time: number): string => moment(new Date(time).toISOString(), options)
  const answers = proof.map(({versionId, label, answer, reason, proof: known}) => {
    const [first] = known
    const when =
      first === undefined ? (reason ?? '') : [first.text, known.map(each => at(each.at)).join(' and ')].join(' ')
    return `${verbs[answer].padEnd(9)}${said(versionId, options)}  ${label.padEnd(width)}  ${visible(when)}`
  })
  if (check === undefined) return answers
  return [`rejects  a random value, so that its answers count  ${check.text} ${at(check.at)}`, ...answers]
}
