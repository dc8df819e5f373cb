import type {Authorization, Call, OperationDefinition, RestRoute, World} from '../../kernel.ts'
import type {CodeServer} from './code-server.ts'
import type {FunctionName} from './names.ts'
import {functionArn, functionNamed, qualifiedArn} from './names.ts'
import type {Runner} from '../../runtime/runner.ts'
import type {Invoker} from './invoker.ts'
import type {LambdaState} from './state.ts'

/** What the operations of this service share. */
export interface Lambda {
  readonly world: World
  readonly state: LambdaState
  readonly invoker: Invoker
  readonly runner: Runner
  readonly codeServer: CodeServer
}

/** Makes an operation of the service it is given. */
export type MakeOperation = (lambda: Lambda) => OperationDefinition

interface FunctionOperation {
  readonly name: string
  readonly readOnly: boolean
  readonly route: RestRoute
  /** IAM action; absent: `lambda:` and the name. */
  readonly action?: string
  /** Further permissions beside the one on the function. */
  further?(call: Call): readonly Authorization[]
  run(call: Call, named: FunctionName): unknown
}

/** An operation on the function in its path. Permission is asked on the ARN with the qualifier that was given. */
export function functionOperation(lambda: Lambda, spec: FunctionOperation): OperationDefinition {
  return {
    name: spec.name,
    readOnly: spec.readOnly,
    route: spec.route,
    authorize: call => [
      functionQuestion(lambda.state, spec.action ?? `lambda:${spec.name}`, functionNamed(call)),
      ...(spec.further?.(call) ?? []),
    ],
    run: call => spec.run(call, functionNamed(call)),
  }
}

/** May the caller do this on the function? The policy of the very qualifier counts, none other. */
export function functionQuestion(state: LambdaState, action: string, named: FunctionName): Authorization {
  const resource = named.qualifier === '$LATEST' ? functionArn(named) : qualifiedArn(named)
  const statements = state.find(named)?.policies.get(policyKey(named.qualifier))
  return {
    action,
    resource,
    resourceAsWritten: resource,
    resourceAccountId: named.accountId,
    ...(statements === undefined ? {} : {resourcePolicy: policyText(statements)}),
  }
}

/** `$LATEST` has no policy of its own; what is asked of it is asked of the function. */
export function policyKey(qualifier: string | undefined): string {
  return qualifier === undefined || qualifier === '$LATEST' ? '' : qualifier
}

/** The document that GetPolicy shows. */
export function policyText(statements: readonly unknown[]): string {
  return JSON.stringify({Version: '2012-10-17', Id: 'default', Statement: statements})
}
