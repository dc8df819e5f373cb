import type {DeployedSecret, SecretKey} from '../deployment.ts'
import {roleStatements, type Statement} from '../role-policy.ts'
import type {Blueprint, BlueprintSecret} from './blueprint.ts'
import {functionName, kmsKey} from './parameters.ts'
import {token, tokenPlace} from './tokens.ts'

/** Tokens that are no parameters: ARN of a secret by its suffix, and of the key. */
export const secretToken = (suffix: string): string => `Secret${suffix}Arn`
export const KEY_TOKEN = 'KeyArn'

/** The domain of an address that is a parameter. */
export const domainToken = (parameter: string): string => `${parameter}Domain`

/** A statement of the role, whose texts have tokens. */
export interface TemplateStatement {
  readonly statement: Statement
  /** The parameter without whose value it is not there; `KmsKey`: a key of one's own. Absent: it is always there. */
  readonly when?: string
}

/**
 * The statements of the role as `deploy` would write them, of what the parameters say. One that would not be there
 * without a parameter depends on it.
 */
export function templateStatements(blueprint: Blueprint): readonly TemplateStatement[] {
  const optional = new Set(blueprint.secrets.flatMap(({tags}) => tags.flatMap(({when}) => when ?? [])))
  const lacking = [...optional, kmsKey(false).name].map(name => ({
    name,
    left: new Set(statementsOf(blueprint, name).map(one => JSON.stringify(one))),
  }))
  return statementsOf(blueprint).map(statement => {
    const text = JSON.stringify(statement)
    const when = lacking.find(({left}) => !left.has(text))?.name
    return when === undefined ? {statement} : {statement, when}
  })
}

/** `without`: a parameter that has no value. */
function statementsOf({deployment, secrets}: Blueprint, without?: string): readonly Statement[] {
  const key: SecretKey = {kind: 'existing', arn: token(KEY_TOKEN)}
  return roleStatements({
    ...deployment,
    name: token(functionName.name),
    place: tokenPlace,
    secrets: secrets.map(secret => ({
      ...deployedOf(secret, without),
      ...(without === kmsKey(false).name ? {} : {key}),
    })),
  }).map(statement => ({...statement, Resource: [...new Set(statement.Resource.map(oneAddress))]}))
}

function deployedOf({suffix, tags, targets}: BlueprintSecret, without: string | undefined): DeployedSecret {
  const there = tags.filter(({when}) => when === undefined || when !== without)
  return {
    name: token(secretToken(suffix)),
    arn: token(secretToken(suffix)),
    targets,
    tags: Object.fromEntries(there.map(({key, value, when}) => [key, when === undefined ? value : twoParts(when)])),
  }
}

/** So that a sender is allowed by its domain too, a parameter stands as an address here; afterwards it is one again. */
function twoParts(parameter: string): string {
  return parameter === 'MailFrom' ? `${token(parameter)}@${token(domainToken(parameter))}` : token(parameter)
}

function oneAddress(text: string): string {
  return text.replaceAll(/(⟦(\w+)⟧)@⟦\2Domain⟧/g, '$1')
}
