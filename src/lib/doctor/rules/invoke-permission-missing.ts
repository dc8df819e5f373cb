import {type SecretFacts, valueOf} from '../facts.ts'
import type {Planned} from '../plan.ts'
import {planned} from '../plans.ts'
import type {FindingDraft, Rule} from '../rule.ts'
import {statementIdFor} from '../statement-id.ts'

export const invokePermissionMissing: Rule = {
  id: 'invoke-permission-missing',
  severity: 'critical',
  title: 'Secrets Manager may not invoke the rotation function',
  topic: 'permissions',
  group: 'condition',
  fixClasses: ['auto', 'ask'],
  tier: 'A',
  detects: 'No statement lets secretsmanager.amazonaws.com invoke the exact ARN and qualifier in RotationLambdaARN.',
  repair:
    'Adds a statement scoped to the account (automatic); one of the same id with other content is left to `secrot grant`.',
  source: 'https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html',
  check: facts => {
    const permission = valueOf(facts.invokePermission)
    const arn = valueOf(facts.labels)?.description.rotationFunctionArn
    if (permission === undefined || permission.allowed || arn === undefined) return []
    return [
      {
        message: `No statement lets secretsmanager.amazonaws.com invoke ${arn}.`,
        ...remedy(facts, arn),
        blocks: true,
        isCause: true,
        resource: arn,
      },
    ]
  },
}

/** A statement of the id that secrot writes with other content is replaced by `grant` alone, which asks for its id. */
function remedy(facts: SecretFacts, functionArn: string): Pick<FindingDraft, 'planned' | 'advice'> {
  const permission = valueOf(facts.invokePermission)
  const sourceAccount = facts.environment.account
  const statementId = statementIdFor(functionArn, sourceAccount)
  if (permission?.statementIds.includes(statementId) !== true)
    return {planned: plan(facts, {functionArn, sourceAccount, statementId, revisionId: permission?.revisionId})}
  return {
    planned: {kind: 'refused', because: `a statement ${statementId} is there with other content: grant replaces it`},
    advice: [{secrot: ['grant', functionArn]}],
  }
}

interface Wanted {
  readonly functionArn: string
  readonly sourceAccount: string
  readonly statementId: string
  readonly revisionId: string | undefined
}

function plan(facts: SecretFacts, {functionArn, sourceAccount, statementId, revisionId}: Wanted): Planned {
  return planned(
    facts,
    {fixClass: facts.attested.length > 0 ? 'ask' : 'auto'},
    {
      name: 'allow invoke',
      calls: [
        {
          kind: 'add-permission',
          functionArn,
          statementId,
          sourceAccount,
          ...(revisionId === undefined ? {} : {revisionId}),
        },
      ],
      hits: 'nobody',
      undo: [{kind: 'remove-permission', functionArn, statementId}],
      question: `Let Secrets Manager of account ${sourceAccount} invoke ${functionArn}?`,
    },
  )
}
