import stringWidth from 'string-width'
import {callerText} from '../../arn.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'

/** A rotation before it starts, as far as it is shown. */
export interface RotatePlanFacts {
  readonly name: string
  /** SECRET as it was typed, and the flags that a printed `secrot` command needs beside it. */
  readonly words: readonly string[]
  readonly accountId: string
  readonly region: string
  /** Shown whenever it is not AWS's own. */
  readonly endpointUrl?: string
  readonly callerArn: string
  readonly versionId: string
  readonly functionName?: string
  readonly owner?: string
  readonly credential: 'key' | 'value'
  readonly switchesOn: boolean
  readonly aws: readonly (readonly string[])[]
  /** The credential that is ended once the rotation has succeeded, and who used it. Absent: the old one goes on. */
  readonly ends?: {readonly name: string; readonly used: readonly string[]}
}

/** What will be done, what follows, how it is taken back, and the equivalent command. */
export function rotatePlanView(
  plan: RotatePlanFacts,
  options: ViewOptions,
  hasCommand: (command: string) => boolean,
): string {
  const {columns} = options
  const line = (name: string, text: string): string => hanging(`  ${name.padEnd(4)}  `, text, columns)
  const lines = [
    ...titleLines(plan, options),
    line('does', `RotateSecret with new version ${shortId(plan.versionId, options)}; ${whoRotates(plan)}`),
    ...(plan.switchesOn ? [line('also', 'rotation is off: RotateSecret switches its schedule on again')] : []),
    line('then', `consumers read the new ${plan.credential} once ${mover(plan)} has moved AWSCURRENT`),
    ...(plan.ends === undefined ? [] : endLines(plan.ends, line)),
    ...(plan.ends === undefined && hasCommand('rollback')
      ? [`  undo  ${shellCommand(['secrot', 'rollback', ...plan.words])}, while the old ${plan.credential} works`]
      : []),
    `  aws   ${awsText(plan.aws, columns)}`,
  ]
  return lines.join('\n')
}

function endLines({name, used}: NonNullable<RotatePlanFacts['ends']>, line: (name: string, text: string) => string) {
  return [
    line('ends', `${visible(name)}, once the rotation has succeeded: whoever still holds it is refused`),
    ...used.map((text, index) => line(index === 0 ? 'used' : '', visible(text))),
    line('undo', 'none: what is deleted does not come back'),
  ]
}

/** What and where; an endpoint that has no room beside it stands below. */
function titleLines(plan: RotatePlanFacts, {theme, columns}: ViewOptions): readonly string[] {
  const where = [plan.accountId, plan.region, callerText(plan.callerArn)]
  const joined = (...parts: readonly string[]): string => parts.map(part => visible(part)).join(` ${theme.signs.dot} `)
  const title = joined(plan.name, ...where)
  if (plan.endpointUrl === undefined) return [hanging('Rotate ', title, columns)]
  const whole = `Rotate ${joined(title, plan.endpointUrl)}`
  if (stringWidth(whole) <= columns) return [whole]
  return [hanging('Rotate ', title, columns), `       ${visible(plan.endpointUrl)}`]
}

function whoRotates({functionName, owner}: RotatePlanFacts): string {
  if (functionName !== undefined) return `function ${visible(functionName)} runs four steps`
  return `${visible(owner ?? 'the owning service')} rotates it, without a function`
}

function mover({functionName, owner}: RotatePlanFacts): string {
  return functionName === undefined ? visible(owner ?? 'the owning service') : 'finishSecret'
}

/** One line where it fits, else each option on a line of its own. */
function awsText(parts: readonly (readonly string[])[], columns: number): string {
  const indent = '  aws   '.length
  const words = parts.map(part => shellCommand(part))
  const line = words.join(' ')
  if (indent + stringWidth(line) <= columns) return line
  return words.join(` \\\n${' '.repeat(indent + 2)}`)
}
