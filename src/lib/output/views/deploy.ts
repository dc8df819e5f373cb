import type {DeployResult} from '../../operations/deploy.ts'
import type {EmitFormat} from '../../operations/emit.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import type {Mark} from '../theme.ts'
import type {View} from '../view.ts'
import {hanging} from '../width.ts'
import {type ChangeJson, changesJson} from './changes-json.ts'

/** The answer of `deploy --json`. */
export interface DeployJson {
  /** `emitted`: written down in place of being made. */
  readonly outcome: DeployResult['outcome'] | 'emitted'
  readonly name: string
  readonly rotator: string
  /** null: nobody was asked in which account it would be. */
  readonly functionArn: string | null
  /** null: the template carries no code. */
  readonly codeSha256: string | null
  readonly secrets: readonly {readonly name: string; readonly arn: string | null}[]
  /** The secret that was named holds no credential yet. */
  readonly placeholder: boolean
  readonly started: boolean
  /** Somebody has switched the rotation of the secret that was named off, and it stays so. */
  readonly rotationOff: boolean
  /** The function whose place is taken, and the command that gives it back. */
  readonly former: {readonly functionArn: string; readonly back: string} | null
  /** Where the function stands, and how it reaches each service from there. */
  readonly network: NetworkJson | null
  /** Of many users: what there is once in full, and one of each kind of what each of them needs. */
  /** Why mails of the function and messages do not arrive yet, and how much SES takes. */
  readonly mail: {readonly notYet: readonly string[]; readonly quota: string | null}
  readonly changes: readonly ChangeJson[]
  /** null: nothing was written down. */
  readonly emitted: {readonly format: EmitFormat; readonly text: string; readonly notes: readonly string[]} | null
  /** Of the secrets of many users. null: it was deployed for one secret. */
  readonly prefix: string | null
  /** What the role tells many users by. */
  readonly roleAllows: 'names' | 'path' | 'tag' | null
  /** None: it was deployed for one secret. */
  readonly users: readonly UserJson[]
}

/** One of many users. */
export interface UserJson {
  readonly userName: string
  readonly secretName: string
  readonly arn: string | null
  readonly state: 'added' | 'changed' | 'unchanged' | 'removed' | 'kept' | 'skipped' | 'failed'
  /** What was planned for it. */
  readonly changes: readonly string[]
  readonly schedule: string | null
  /** Why it was skipped. */
  readonly reason: string | null
  /** The same in words, and why it failed. */
  readonly because: string | null
  readonly exitCode: number
}

interface NetworkJson {
  readonly vpcId: string
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  readonly paths: DeployResult['paths']
}

export function deployJson(result: DeployResult): DeployJson {
  const {outcome, deployment, functionArn, codeSha256, placeholder, started, rotationOff, former, mail, changes} =
    result
  return {
    outcome,
    name: deployment.name,
    rotator: deployment.rotator.name,
    functionArn,
    codeSha256,
    secrets: deployment.secrets.map(({name, arn}) => ({name, arn: arn ?? null})),
    placeholder,
    started,
    rotationOff,
    former: former === undefined ? null : {functionArn: former.arn, back: former.back},
    network: networkJson(result),
    mail: {notYet: mail.notYet, quota: mail.quota ?? null},
    changes: changesJson(changes),
    emitted: null,
    prefix: null,
    roleAllows: null,
    users: [],
  }
}

function networkJson({deployment: {network}, paths}: DeployResult): NetworkJson | null {
  if (network === undefined) return null
  const {vpcId, subnetIds, securityGroupIds} = network
  return {vpcId, subnetIds, securityGroupIds, paths}
}

/** How it went, and whether the secret can be worked with. */
export const deployView: View<DeployResult> = (result, {theme, columns}) => {
  const line = ([mark, text]: readonly [Mark, string]): string => hanging(`${theme.mark(mark)} `, text, columns)
  return [headline(result), ...placeholderLine(result), ...mailLines(result)].map(line).join('\n')
}

function headline({
  outcome,
  functionArn,
  words: [name = ''],
  started,
  rotationOff,
}: DeployResult): readonly [Mark, string] {
  const secret = visible(name)
  const rotates = `${visible(functionArn)} ${rotationOff ? `does not rotate ${secret}, which is switched off` : `rotates ${secret}`}`
  const good = rotationOff ? 'warning' : 'good'
  switch (outcome) {
    case 'planned':
      return ['off', 'planned, nothing was changed (--dry-run)']
    case 'declined':
      return ['off', 'declined, nothing was changed (exit 3)']
    case 'already':
      return [good, `already deployed, nothing was changed: ${rotates}`]
    case 'deployed':
      return [good, `deployed: ${rotates}${started ? ', and the first rotation has started' : ''}`]
    default:
      return outcome satisfies never
  }
}

function placeholderLine({outcome, placeholder, started, words: [name = '']}: DeployResult) {
  if (!placeholder || started || outcome === 'declined') return []
  return [['warning', `${visible(name)} holds no credential until its first rotation, only a placeholder`] as const]
}

/** Once more at the end, where somebody looks: nothing is promised that does not arrive. */
function mailLines({outcome, mail}: DeployResult) {
  return outcome === 'deployed' ? mail.notYet.map(text => ['warning', visible(text)] as const) : []
}

/** The next command. */
export function deployNext({outcome, placeholder, started, rotationOff, words}: DeployResult): string | undefined {
  if (outcome === 'planned' || outcome === 'declined') return undefined
  const [name = '', ...flags] = words
  if (rotationOff) return shellCommand(['secrot', 'enable', name, '--restore', ...flags])
  if (started) return shellCommand(['secrot', 'watch', ...words])
  return shellCommand(placeholder ? ['secrot', 'rotate', ...words, '--watch'] : ['secrot', 'status', ...words])
}
