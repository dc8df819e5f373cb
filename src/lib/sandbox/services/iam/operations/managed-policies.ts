import type {Call, OperationDefinition} from '../../../kernel.ts'
import {policyArn} from '../arns.ts'
import type {ManagedPolicy} from '../entities.ts'
import {alreadyExists} from '../errors.ts'
import {newId} from '../ids.ts'
import {tagsOf, textOf} from '../input.ts'
import {
  conflict,
  documentGiven,
  isAws,
  needPolicy,
  onPolicy,
  ownPolicy,
  policyArnRules,
} from '../managed-policy-access.ts'
import {checkedName, pathOf} from '../names.ts'
import {iamOperation, type IamContext} from '../operation.ts'
import {iamPage, pagingRules, underPath} from '../pages.ts'
import type {IamState} from '../state.ts'
import {onCollection} from '../targets.ts'
import {policyView} from '../views.ts'

export function managedPolicyOperations(context: IamContext): OperationDefinition[] {
  const {state} = context
  const on = (call: Call) => onPolicy(state, call)
  return [
    iamOperation({
      name: 'CreatePolicy',
      rules: {
        PolicyName: {required: true, min: 1, max: 128},
        PolicyDocument: {required: true, min: 1, max: 131_072},
        Description: {max: 1000},
        Tags: {type: 'list'},
      },
      on(call) {
        const name = textOf(call.input, 'PolicyName')
        const resource = policyArn(call.accountId, textOf(call.input, 'Path') || '/', name)
        return {resource, resourceAsWritten: `policy ${name}`}
      },
      run: call => ({Policy: policyView(createPolicy(context, call), {attached: 0, bounding: 0})}),
    }),
    iamOperation({
      name: 'GetPolicy',
      rules: policyArnRules,
      on,
      run(call) {
        const policy = needPolicy(state, call)
        const {description, tags} = policy
        return {
          Policy: {...policyView(policy, usesOf(state, call, policy)), Description: description, Tags: tags},
        }
      },
    }),
    iamOperation({
      name: 'ListPolicies',
      rules: {...pagingRules, Scope: {values: ['All', 'AWS', 'Local']}, OnlyAttached: {type: 'boolean'}},
      on: call => onCollection(call, 'policy'),
      run: (call, input) =>
        iamPage(context, call, 'Policies', listed(state, call, input), {
          positionOf: ({arn}) => arn,
          view: policy => policyView(policy, usesOf(state, call, policy)),
        }),
    }),
    iamOperation({
      name: 'DeletePolicy',
      rules: policyArnRules,
      on,
      run(call) {
        const policy = ownPolicy(state, call)
        if (usesOf(state, call, policy).attached > 0) throw conflict('Cannot delete a policy attached to entities.')
        if (policy.versions.length > 1) {
          throw conflict(
            'This policy has more than one version. Before you delete a policy, you must delete the ' +
              "policy's versions. The default version is deleted with the policy.",
          )
        }
        state.removePolicy(policy.arn)
      },
    }),
  ]
}

function createPolicy({state, world}: IamContext, call: Call): ManagedPolicy {
  const name = checkedName(call, 'PolicyName')
  const path = pathOf(call)
  if (state.policies(call.accountId).some(other => !isAws(other) && other.name.toLowerCase() === name.toLowerCase())) {
    throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`)
  }
  const now = world.clock.now()
  const policy: ManagedPolicy = {
    arn: policyArn(call.accountId, path, name),
    id: newId(() => world.random(), 'ANPA'),
    name,
    path,
    description: textOf(call.input, 'Description') || undefined,
    createdAt: now,
    updatedAt: now,
    tags: tagsOf(call.input),
    versions: [{versionId: 'v1', document: documentGiven(call), createdAt: now}],
    defaultVersionId: 'v1',
    nextVersion: 2,
  }
  state.putPolicy(policy)
  return policy
}

function usesOf(state: IamState, {accountId}: Call, {arn}: ManagedPolicy): {attached: number; bounding: number} {
  const bounded = [...state.list('user', accountId), ...state.list('role', accountId)]
  const holders = [...bounded, ...state.list('group', accountId)]
  return {
    attached: holders.filter(holder => holder.attached.includes(arn)).length,
    bounding: bounded.filter(holder => holder.boundaryArn === arn).length,
  }
}

function listed(state: IamState, call: Call, input: Readonly<Record<string, unknown>>): readonly ManagedPolicy[] {
  const scope = input['Scope'] ?? 'All'
  return underPath(call, state.policies(call.accountId)).filter(
    policy =>
      (scope === 'All' || (scope === 'AWS') === isAws(policy)) &&
      (input['OnlyAttached'] !== true || usesOf(state, call, policy).attached > 0),
  )
}
