import type {Call, OperationDefinition, RestRoute} from '../../kernel.ts'
import type {FunctionEntity} from './entities.ts'
import {invalidParameter} from './errors.ts'
import {parseFunctionArn, qualifiedArn} from './names.ts'
import type {Lambda} from './operation.ts'

interface TagOperation {
  readonly name: string
  readonly readOnly: boolean
  readonly method: RestRoute['method']
  readonly status: number
  run(call: Call, entity: FunctionEntity): unknown
}

/** An operation on the tags of the function whose ARN is in the path. */
export function tagOperation({state}: Lambda, spec: TagOperation): OperationDefinition {
  const {name, readOnly, method, status} = spec
  const named = ({input}: Call) => {
    const found = parseFunctionArn(String(input['Resource']))
    if (found === undefined) throw invalidParameter(`Invalid ARN: ${String(input['Resource'])}`)
    if (found.qualifier !== undefined) {
      throw invalidParameter('Tags on function aliases and versions are not supported. Please specify a function ARN.')
    }
    return found
  }
  return {
    name,
    readOnly,
    route: {method, path: '/2017-03-31/tags/{Resource}', status, query: {tagKeys: 'TagKeys'}},
    authorize(call) {
      const resource = qualifiedArn(named(call))
      return [{action: `lambda:${name}`, resource, resourceAsWritten: resource}]
    },
    run: call => spec.run(call, state.need(named(call))),
  }
}
