import {parseArn} from '../../arn.ts'
import type {StatementReading, StatementRelation} from '../../doctor/readings/invoke-statements.ts'
import type {GrantOutcome, GrantResult} from '../../operations/grant-result.ts'
import {type ChangeJson, changesJson} from './changes-json.ts'

/** The answer of `grant --json`; members that do not apply are null. */
export interface GrantJson {
  readonly function: {
    readonly arn: string
    readonly account: string | null
    readonly region: string | null
    readonly qualifier: string | null
  }
  readonly sourceAccount: string
  readonly secret: {readonly arn: string; readonly name: string} | null
  readonly outcome: GrantOutcome
  readonly allowed: boolean
  readonly statementId: string | null
  readonly statements: readonly StatementJson[]
  readonly changes: readonly ChangeJson[]
}

interface StatementJson {
  readonly id: string | null
  readonly relation: StatementRelation
  readonly effect: string
  readonly principals: readonly string[]
  readonly actions: readonly string[]
  readonly conditions: StatementReading['conditions']
}

export function grantJson({place, outcome, statementId, policy, changes}: GrantResult): GrantJson {
  const {target, secret, wanted} = place
  const parts = parseArn(target.arn)
  return {
    function: {
      arn: target.arn,
      account: parts?.accountId ?? null,
      region: parts?.region ?? null,
      qualifier: parts?.resource.split(':')[2] ?? null,
    },
    sourceAccount: wanted.account,
    secret: secret === undefined ? null : {arn: secret.arn, name: secret.description.name},
    outcome,
    allowed: policy.allowed,
    statementId: statementId ?? null,
    statements: policy.statements.map(({id, ...rest}) => ({id: id ?? null, ...rest})),
    changes: changesJson(changes),
  }
}
