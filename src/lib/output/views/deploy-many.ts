import type {ManyResult, UserResult, UserState} from '../../operations/deploy-many.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import type {Mark} from '../theme.ts'
import type {View} from '../view.ts'
import {hanging} from '../width.ts'
import {changesJson} from './changes-json.ts'
import type {DeployJson, UserJson} from './deploy.ts'

/** Users that are listed with the reason; all of them are in the JSON. */
const LISTED = 20

/** The answer of `deploy --json` for many users. */
export function deployManyJson(result: ManyResult): DeployJson {
  const {wish, outcome, functionArn, codeSha256, users, plan, placeholder, mail} = result
  const {deployment} = wish.team
  return {
    outcome,
    name: deployment.name,
    rotator: deployment.rotator.name,
    functionArn,
    codeSha256,
    secrets: users.flatMap(({state, member}) =>
      isRotated(state) ? [{name: member.secretName, arn: member.description?.arn ?? null}] : [],
    ),
    placeholder,
    started: false,
    rotationOff: false,
    former: null,
    network: null,
    mail: {notYet: mail.notYet, quota: mail.quota ?? null},
    changes: changesJson([...plan.shared, ...plan.each.map(({first}) => first)]),
    emitted: null,
    prefix: wish.under.prefix,
    roleAllows: wish.under.users.kind,
    users: users.map(userJson),
  }
}

function isRotated(state: UserState): boolean {
  return ['added', 'changed', 'unchanged', 'kept'].includes(state)
}

function userJson({state, member, because, exitCode}: UserResult): UserJson {
  const {userName, secretName, description, changes, secret, skipped} = member
  return {
    userName,
    secretName,
    arn: description?.arn ?? null,
    state,
    changes: state === 'removed' ? ['removal'] : changes.map(({kind}) => kind),
    schedule: (secret?.rules ?? description?.rotationRules)?.scheduleExpression ?? null,
    reason: skipped?.reason ?? null,
    because: because ?? null,
    exitCode,
  }
}

/** How it went, how many of each, and who was left out. */
export const deployManyView: View<ManyResult> = (result, {theme, columns}) => {
  const line = ([mark, text]: readonly [Mark, string]): string => hanging(`${theme.mark(mark)} `, text, columns)
  return [
    headline(result),
    ...removedLine(result),
    ...leftOut(result.users),
    ...placeholderLine(result),
    ...mailLines(result),
  ]
    .map(line)
    .join('\n')
}

function headline({outcome, functionArn, wish, users}: ManyResult): readonly [Mark, string] {
  const counted = countsOf(users)
  const rotates = `${visible(functionArn)} rotates the secrets under ${visible(wish.under.prefix)}`
  switch (outcome) {
    case 'planned':
      return ['off', `planned, nothing was changed (--dry-run): ${counted}`]
    case 'declined':
      return ['off', 'declined, nothing was changed (exit 3)']
    case 'already':
      return ['good', `already deployed, nothing was changed: ${rotates}: ${counted}`]
    case 'deployed':
      return ['good', `deployed: ${rotates}: ${counted}`]
    default:
      return outcome satisfies never
  }
}

function countsOf(users: readonly UserResult[]): string {
  const states: readonly UserState[] = ['added', 'changed', 'unchanged', 'removed', 'kept', 'skipped', 'failed']
  const counts = states.map(state => [state, users.filter(user => user.state === state).length] as const)
  return counts.flatMap(([state, count]) => (count === 0 ? [] : [`${count} ${state}`])).join(', ')
}

function removedLine({outcome, users}: ManyResult) {
  const removed = users.filter(({state}) => state === 'removed')
  if (removed.length === 0 || outcome === 'declined' || outcome === 'planned') return []
  const names = removed.slice(0, LISTED).map(({member}) => visible(member.userName))
  const more = removed.length > LISTED ? ` and ${removed.length - LISTED} more` : ''
  const text = `${names.join(', ')}${more}: rotation off; the secret and the access key stay, and the key goes on working`
  return [['warning', text] as const]
}

function leftOut(users: readonly UserResult[]) {
  const left = users.filter(({because}) => because !== undefined)
  const lines = left.slice(0, LISTED).map(({state, member, because = ''}) => {
    const mark: Mark = state === 'failed' ? 'bad' : 'warning'
    return [mark, `${state}: ${visible(member.userName)}: ${visible(because)}`] as const
  })
  if (left.length <= LISTED) return lines
  return [...lines, ['warning', `${left.length - LISTED} more are left out: --json names them`] as const]
}

function placeholderLine({outcome, placeholder}: ManyResult) {
  if (!placeholder || outcome === 'declined') return []
  return [['warning', 'new secrets hold no credential until their first rotation, only a placeholder'] as const]
}

function mailLines({outcome, mail}: ManyResult) {
  return outcome === 'deployed' ? mail.notYet.map(text => ['warning', visible(text)] as const) : []
}

/** The next command. */
export function deployManyNext({outcome, wish, flags}: ManyResult): string | undefined {
  if (outcome === 'planned' || outcome === 'declined') return undefined
  return shellCommand(['secrot', 'status', '--filter', `name=${wish.under.prefix}`, ...flags])
}
