import {checkAliasMembers, checkAliasVersion, needAlias, shownAlias, withAlias} from '../aliases.ts'
import {staleRevision} from '../errors.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html */
export const updateAlias: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'UpdateAlias',
    readOnly: false,
    route: {method: 'PUT', path: '/2015-03-31/functions/{FunctionName}/aliases/{Name}'},
    run({input}, named) {
      const {state, world} = lambda
      checkAliasMembers(input)
      const entity = state.need(named)
      const before = needAlias(entity, input['Name'])
      const {FunctionVersion, Description, RevisionId} = input as Readonly<Record<string, string | undefined>>
      if (RevisionId !== undefined && RevisionId !== before.revisionId) throw staleRevision('GetFunction/GetAlias')
      const functionVersion = FunctionVersion ?? before.functionVersion
      checkAliasVersion(entity, functionVersion)
      const alias = {
        ...before,
        functionVersion,
        description: Description ?? before.description,
        revisionId: world.uuid(),
      }
      state.put(withAlias(entity, alias))
      return shownAlias(entity, alias)
    },
  })
