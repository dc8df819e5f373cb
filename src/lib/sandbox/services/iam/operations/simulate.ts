import type {Call, OperationDefinition} from '../../../kernel.ts'
import {parseHolderArn} from '../arns.ts'
import {invalidInput, orMalformed} from '../errors.ts'
import {type NamedPolicy, identityPolicies, managedPolicyText, policiesOn} from '../holder-policies.ts'
import {listOf, textOf, textsOf} from '../input.ts'
import {iamOperation, type IamContext} from '../operation.ts'
import {iamPage} from '../pages.ts'
import {checkIdentityPolicy} from '../policy/check.ts'
import type {Tag} from '../policy/request.ts'
import type {IamState} from '../state.ts'
import {principalOf} from '../simulated-principal.ts'
import {compilePolicy} from '../policy/compile.ts'
import {simulate} from '../policy/evaluation-result.ts'
import type {Simulation} from '../policy/simulation.ts'

/** SimulatePrincipalPolicy: what the policies of a user, role or group would decide, without trying it. */
export function simulateOperations(context: IamContext): OperationDefinition[] {
  return [
    iamOperation({
      name: 'SimulatePrincipalPolicy',
      rules: {
        PolicySourceArn: {required: true, min: 20, max: 2048},
        ActionNames: {type: 'list', required: true},
        ResourceArns: {type: 'list'},
        ContextEntries: {type: 'list'},
        PolicyInputList: {type: 'list'},
        PermissionsBoundaryPolicyInputList: {type: 'list'},
        MaxItems: {type: 'number', min: 1, max: 1000},
      },
      on: ({input}) => {
        const resource = textOf(input, 'PolicySourceArn')
        return {resource, resourceAsWritten: resource}
      },
      run: call =>
        iamPage(context, call, 'EvaluationResults', results(context, call), {
          positionOf: ({EvalActionName}) => EvalActionName,
          view: result => result,
        }),
    }),
  ]
}

function results({state, world}: IamContext, call: Call) {
  const {input} = call
  const sourceArn = textOf(input, 'PolicySourceArn')
  const source = sourceOf(state, sourceArn)
  const added = textsOf(input, 'PolicyInputList').map((text, index): NamedPolicy => {
    orMalformed(() => checkIdentityPolicy(text))
    return {name: `PolicyInputList.${index + 1}`, kind: 'none', text}
  })
  const resourcePolicy = textOf(input, 'ResourcePolicy')
  const simulation: Simulation = {
    principal: principalOf(sourceArn, callerOf(call, sourceArn)),
    policies: [...source.policies, ...added].map(each => ({...each, compiled: compilePolicy(each.text)})),
    boundary: boundaryOf(state, call, source.boundaryArn),
    resource: resourcePolicy === '' ? undefined : compilePolicy(resourcePolicy),
    tags: source.tags,
    conditions: contextEntries(call),
    now: () => world.clock.now(),
  }
  const resources = textsOf(input, 'ResourceArns')
  return [...new Set(textsOf(input, 'ActionNames'))].map(action => {
    if (!/^[A-Za-z0-9-]+:[A-Za-z0-9*]+$/.test(action)) throw invalidInput(`Invalid Entry: ${action} is not an action.`)
    return simulate(simulation, action, resources)
  })
}

/**
 * The caller that a request names; empty for none. Throws InvalidInput for another than an IAM user, and where a resource's
 * policy is to be tried with the policies of a role or group and nobody is named whom it could mean:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html.
 */
function callerOf({input}: Call, sourceArn: string): string {
  const caller = textOf(input, 'CallerArn')
  const isUser = (arn: string): boolean => parseHolderArn(arn)?.kind === 'user'
  if (caller !== '' && !isUser(caller)) throw invalidInput(`Invalid CallerArn: ${caller} is not of a user.`)
  if (caller === '' && textOf(input, 'ResourcePolicy') !== '' && !isUser(sourceArn)) {
    throw invalidInput('CallerArn is required with ResourcePolicy unless PolicySourceArn is of a user.')
  }
  return caller
}

interface Source {
  readonly policies: readonly NamedPolicy[]
  readonly boundaryArn: string | undefined
  readonly tags: readonly Tag[]
}

/** Throws InvalidInput for another ARN, NoSuchEntity for one that names nobody. */
function sourceOf(state: IamState, arn: string): Source {
  const named = parseHolderArn(arn)
  if (named === undefined) throw invalidInput(`Invalid Entity Arn: ${arn} is not of a user, group or role.`)
  const {kind, accountId, name} = named
  if (kind === 'group') {
    const group = state.need('group', accountId, name)
    return {policies: policiesOn(state, 'group', group), boundaryArn: undefined, tags: []}
  }
  const holder = state.need(kind, accountId, name)
  return {policies: identityPolicies(state, kind, holder), boundaryArn: holder.boundaryArn, tags: holder.tags}
}

/** A boundary in the request takes the place of the entity's own. */
function boundaryOf(state: IamState, {input}: Call, ownArn: string | undefined) {
  const given = textsOf(input, 'PermissionsBoundaryPolicyInputList')[0]
  if (given !== undefined) orMalformed(() => checkIdentityPolicy(given))
  const text = given ?? (ownArn === undefined ? undefined : managedPolicyText(state, ownArn))
  return text === undefined ? undefined : compilePolicy(text)
}

function contextEntries({input}: Call): Record<string, readonly string[]> {
  return Object.fromEntries(
    listOf(input, 'ContextEntries').map(entry => {
      const {ContextKeyName: key, ContextKeyValues: values} = entry as Record<string, unknown>
      return [String(key).toLowerCase(), Array.isArray(values) ? values.map(String) : []]
    }),
  )
}
