import type {StatementReading} from '../../doctor/readings/invoke-statements.ts'
import type {GrantResult} from '../../operations/grant-result.ts'
import {visible} from '../foreign.ts'
import {type Column, table} from '../table.ts'
import type {View, ViewOptions} from '../view.ts'

/** How it went, and the statements of the policy that concern Secrets Manager. */
export const grantView: View<GrantResult> = (result, options) => {
  const {statements} = result.policy
  const shown = result.outcome === 'listed' ? statements : statements.filter(({relation}) => relation !== 'other')
  if (result.outcome === 'planned' || result.outcome === 'declined') return headline(result, options)
  return [headline(result, options), ...(shown.length === 0 ? [] : ['', table(columns, shown, options)])].join('\n')
}

function headline({outcome, statementId = '?', place, policy}: GrantResult, {theme}: ViewOptions): string {
  const {account, secretArn} = place.wanted
  const arn = visible(place.target.arn)
  const whom = `Secrets Manager of account ${account}`
  const what = `invoke ${arn}${secretArn === undefined ? '' : ` for ${visible(secretArn)}`}`
  const id = visible(statementId)
  switch (outcome) {
    case 'planned':
      return `${theme.mark('off')} planned, nothing was changed (--dry-run)`
    case 'declined':
      return `${theme.mark('off')} declined, nothing was changed (exit 3)`
    case 'granted':
      return `${theme.mark('good')} granted by statement ${id}: ${whom} may ${what}`
    case 'already':
      return `${theme.mark('good')} already granted by statement ${id}, nothing was changed: ${whom} may ${what}`
    case 'revoked':
      return `${theme.mark('good')} took statement ${id} away: ${whom} ${policy.allowed ? 'may still' : 'may no longer'} ${what}`
    case 'absent':
      return `${theme.mark('off')} nothing to take away, nothing was changed: ${whom} ${policy.allowed ? 'may' : 'may not'} ${what}`
    case 'listed':
      return `${theme.mark(policy.allowed ? 'good' : 'off')} ${whom} ${policy.allowed ? 'may' : 'may not'} ${what}`
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
