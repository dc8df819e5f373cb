import {checkAliasMembers, checkAliasVersion, shownAlias, withAlias} from '../aliases.ts'
import {conflict} from '../errors.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export const createAlias: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'CreateAlias',
    readOnly: false,
    route: {method: 'POST', path: '/2015-03-31/functions/{FunctionName}/aliases', status: 201},
    run({input}, named) {
      const {state, world} = lambda
      checkAliasMembers(input)
      const entity = state.need(named)
      const {Name, FunctionVersion, Description} = input as Readonly<Record<string, string | undefined>>
      const name = Name ?? ''
      if (entity.aliases.has(name)) throw conflict(`Alias already exists: ${entity.arn}:${name}`)
      const functionVersion = FunctionVersion ?? ''
      checkAliasVersion(entity, functionVersion)
      const alias = {name, functionVersion, description: Description ?? '', revisionId: world.uuid()}
      state.put(withAlias(entity, alias))
      return shownAlias(entity, alias)
    },
  })
