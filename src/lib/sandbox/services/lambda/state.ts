import type {FunctionEntity, FunctionVersion} from './entities.ts'
import {functionNotFound, notFound} from './errors.ts'
import type {FunctionName} from './names.ts'
import {functionArn, qualifiedArn} from './names.ts'

/** All functions of all accounts and regions. Entities are replaced, so a snapshot is a copy of the map. */
export class LambdaState {
  #functions = new Map<string, FunctionEntity>()

  find(named: Omit<FunctionName, 'qualifier'>): FunctionEntity | undefined {
    return this.#functions.get(functionArn(named))
  }

  byArn(arn: string): FunctionEntity | undefined {
    return this.#functions.get(arn)
  }

  /** Throws ResourceNotFoundException in the words of most operations. */
  need(named: FunctionName): FunctionEntity {
    const found = this.find(named)
    if (found === undefined) throw functionNotFound(functionArn(named))
    return found
  }

  /** The function and the version that the qualifier means. Throws ResourceNotFoundException. */
  needVersion(named: FunctionName): {entity: FunctionEntity; version: FunctionVersion} {
    const entity = this.find(named)
    const version = entity === undefined ? undefined : versionOf(entity, named.qualifier)
    if (entity === undefined || version === undefined) throw functionNotFound(qualifiedArn(named))
    return {entity, version}
  }

  put(entity: FunctionEntity): void {
    this.#functions.set(entity.arn, entity)
  }

  remove(arn: string): void {
    this.#functions.delete(arn)
  }

  /** Those of one account and region by name. */
  list(accountId: string, region: string): readonly FunctionEntity[] {
    return [...this.#functions.values()]
      .filter(entity => entity.accountId === accountId && entity.region === region)
      .sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  snapshot(): ReadonlyMap<string, FunctionEntity> {
    return new Map(this.#functions)
  }

  restore(snapshot: unknown): void {
    this.#functions = new Map(snapshot as ReadonlyMap<string, FunctionEntity>)
  }
}

/** The version behind a qualifier: undefined and `$LATEST` mean the latest, a name means what the alias points to. */
export function versionOf(entity: FunctionEntity, qualifier: string | undefined): FunctionVersion | undefined {
  if (qualifier === undefined || qualifier === '$LATEST') return entity.latest
  const alias = entity.aliases.get(qualifier)
  const number = alias?.functionVersion ?? qualifier
  return number === '$LATEST' ? entity.latest : entity.published.get(number)
}

/** Whether a policy may be attached to the qualifier; throws the error of the one that is missing. */
export function checkQualifier(entity: FunctionEntity, qualifier: string | undefined): void {
  if (qualifier === undefined || entity.aliases.has(qualifier) || entity.published.has(qualifier)) return
  const arn = `${entity.arn}:${qualifier}`
  throw /^\d+$/.test(qualifier) ? functionNotFound(arn) : notFound(`Cannot find alias arn: ${arn}`)
}
