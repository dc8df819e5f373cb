import type {StatementReading} from '../../doctor/readings/invoke-statements.ts'
import type {GrantResult} from '../../operations/grant-result.ts'
import {visible} from '../foreign.ts'
import {type Column, table} from '../table.ts'
import type {Mark} from '../theme.ts'
import type {View} from '../view.ts'
import {hanging} from '../width.ts'

/** How it went, and the statements of the policy that concern Secrets Manager. */
export const grantView: View<GrantResult> = (result, options) => {
  const {outcome, policy, statementId = '?'} = result
  const [mark, text] = headline(result, visible(statementId))
  const head = hanging(`${options.theme.mark(mark)} `, text, options.columns)
  if (outcome === 'planned' || outcome === 'declined') return head
  const shown = policy.statements.filter(({relation}) => outcome === 'listed' || relation !== 'other')
  return [head, ...(shown.length === 0 ? [] : ['', table(columns, shown, options)])].join('\n')
}

function headline({outcome, place, policy}: GrantResult, id: string): readonly [Mark, string] {
  const {account, secretArn} = place.wanted
  const what = `invoke ${visible(place.target.arn)}${secretArn === undefined ? '' : ` for ${visible(secretArn)}`}`
  const says = (word: string): string => `Secrets Manager of account ${account} ${word} ${what}`
  const may = policy.allowed ? 'may' : 'may not'
  switch (outcome) {
    case 'planned':
      return ['off', 'planned, nothing was changed (--dry-run)']
    case 'declined':
      return ['off', 'declined, nothing was changed (exit 3)']
    case 'granted':
      return ['good', `granted by statement ${id}: ${says('may')}`]
    case 'already':
      return ['good', `already granted by statement ${id}, nothing was changed: ${says('may')}`]
    case 'revoked':
      return ['good', `took statement ${id} away: ${says(policy.allowed ? 'may still' : 'may no longer')}`]
    case 'absent':
      return ['off', `nothing to take away, nothing was changed: ${says(may)}`]
    case 'listed':
      return [policy.allowed ? 'good' : 'off', says(may)]
    default:
      return outcome satisfies never
  }
}

const columns: readonly Column<StatementReading>[] = [
  {header: 'STATEMENT', cell: ({id}) => id ?? '–', overflow: 'middle'},
  {header: 'IS', cell: ({relation}) => relation},
  {header: 'SAYS', cell: statementText, overflow: 'wrap'},
]

function statementText({effect, principals, actions, conditions}: StatementReading): string {
  const whom = principals.map(name => (name === '*' ? 'anybody' : name)).join(', ') || 'somebody'
  const where = conditions.map(({key, operator, values}) => `${key} ${operator} ${values.join(' or ')}`).join(' and ')
  return `${effect} ${whom}: ${actions.join(', ') || 'something'}${where === '' ? '' : `, if ${where}`}`
}
