import stringWidth from 'string-width'
import {callerText} from '../../arn.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {ViewOptions} from '../view.ts'

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
}

/** What will be done, what follows, how it is taken back, and the equivalent command. */
export function rotatePlanView(
  plan: RotatePlanFacts,
  options: ViewOptions,
  hasCommand: (command: string) => boolean,
): string {
  const {dot} = options.theme.signs
  const where = [plan.accountId, plan.region, callerText(plan.callerArn), plan.endpointUrl].filter(
    part => part !== undefined,
  )
  const lines = [
    `Rotate ${[plan.name, ...where].map(part => visible(part)).join(` ${dot} `)}`,
    `  does  RotateSecret with new version ${shortId(plan.versionId, options)}; ${whoRotates(plan)}`,
    ...(plan.switchesOn ? ['  also  rotation is off: RotateSecret switches its schedule on again'] : []),
    `  then  consumers read the new ${plan.credential} once ${mover(plan)} has moved AWSCURRENT`,
    ...(hasCommand('rollback')
      ? [`  undo  ${shellCommand(['secrot', 'rollback', ...plan.words])}, while the old ${plan.credential} works`]
      : []),
    `  aws   ${awsText(plan.aws, options.columns)}`,
  ]
  return lines.join('\n')
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
