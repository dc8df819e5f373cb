import {validateInput} from '../../validate.ts'
import type {Alias, FunctionEntity} from './entities.ts'
import {functionNotFound, invalidParameter, notFound} from './errors.ts'
import {versionOf} from './state.ts'

type Input = Readonly<Record<string, unknown>>

/** Throws what the members of an alias break. */
export function checkAliasMembers(input: Input): void {
  validateInput(input, {
    Name: {type: 'string', required: true, min: 1, max: 128, pattern: String.raw`(?!^[0-9]+$)([a-zA-Z0-9-_]+)`},
    FunctionVersion: {type: 'string', min: 1, max: 1024, pattern: String.raw`(\$LATEST|[0-9]+)`},
    Description: {type: 'string', max: 256},
  })
  const {RoutingConfig: routing} = input
  const weights = (routing as {AdditionalVersionWeights?: object} | undefined)?.AdditionalVersionWeights ?? {}
  if (Object.keys(weights).length > 0) {
    throw invalidParameter('The sandbox does not split the calls of an alias between versions.')
  }
}

/** The version that an alias is to point to. Throws ResourceNotFoundException when there is none. */
export function checkAliasVersion(entity: FunctionEntity, version: string): void {
  if (versionOf(entity, version) === undefined) throw functionNotFound(`${entity.arn}:${version}`)
}

/** Throws ResourceNotFoundException in the words for aliases. */
export function needAlias(entity: FunctionEntity, name: unknown): Alias {
  const alias = entity.aliases.get(String(name))
  if (alias === undefined) throw notFound(`Cannot find alias arn: ${entity.arn}:${String(name)}`)
  return alias
}

export function withAlias(entity: FunctionEntity, alias: Alias): FunctionEntity {
  return {...entity, aliases: new Map(entity.aliases).set(alias.name, alias)}
}

export function shownAlias(entity: FunctionEntity, alias: Alias): Record<string, string> {
  return {
    AliasArn: `${entity.arn}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    RevisionId: alias.revisionId,
  }
}
