import {type SecretFacts, valueOf} from '../facts.ts'
import type {Planned} from '../plan.ts'
import {planned} from '../plans.ts'
import type {Rule} from '../rule.ts'
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
  repair: 'Adds a statement scoped to the account (automatic); one of the same id with other content is asked about.',
  source: 'https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html',
  check: facts => {
    const permission = valueOf(facts.invokePermission)
    const arn = valueOf(facts.labels)?.description.rotationFunctionArn
    if (permission === undefined || permission.allowed || arn === undefined) return []
    return [
      {
        message: `No statement lets secretsmanager.amazonaws.com invoke ${arn}.`,
        planned: plan(facts, arn),
        blocks: true,
        isCause: true,
        resource: arn,
      },
    ]
  },
}

function plan(facts: SecretFacts, functionArn: string): Planned {
  const permission = valueOf(facts.invokePermission)
  const sourceAccount = facts.environment.account
  const statementId = statementIdFor(functionArn, sourceAccount)
  if (permission?.statementIds.includes(statementId) === true)
    return {kind: 'refused', because: `a statement ${statementId} is there with other content: remove it first`}
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
          ...(permission?.revisionId === undefined ? {} : {revisionId: permission.revisionId}),
        },
      ],
      hits: 'nobody',
      undo: [{kind: 'remove-permission', functionArn, statementId}],
      question: `Let Secrets Manager of account ${sourceAccount} invoke ${functionArn}?`,
    },
  )
}
