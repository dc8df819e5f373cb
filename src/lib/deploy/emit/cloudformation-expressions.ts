import type {Blueprint} from './blueprint.ts'
import {kmsKey, NEW_KEY, SERVICE_KEY} from './parameters.ts'
import {domainToken, KEY_TOKEN, secretToken} from './statements.ts'
import {partsOf, ROLE_TOKEN} from './tokens.ts'

/** Functions of CloudFormation in their long form. */
export type Expression = string | Readonly<Record<string, unknown>>

export const ref = (name: string): Expression => ({Ref: name})
export const when = (condition: string, yes: unknown, no: unknown = ref('AWS::NoValue')): Expression => ({
  'Fn::If': [condition, yes, no],
})

/** Names of conditions. */
export const HAS_KEY = 'HasKey'
export const MAKES_KEY = 'MakesKey'
export const STORED_CODE = 'HasStoredCode'
export const conditionOf = (parameter: string): string =>
  parameter === kmsKey(false).name ? HAS_KEY : `Has${parameter}`

const isSet = (parameter: string): Expression => ({'Fn::Not': [{'Fn::Equals': [ref(parameter), '']}]})

/** The conditions that parameters with these names make. */
export function conditionsOf(optional: readonly string[], {key: made}: Blueprint): Record<string, Expression> {
  const key = ref(kmsKey(false).name)
  return {
    [HAS_KEY]: {'Fn::Not': [{'Fn::Equals': [key, SERVICE_KEY]}]},
    ...(made === undefined ? {} : {[MAKES_KEY]: {'Fn::Equals': [key, NEW_KEY]}}),
    ...Object.fromEntries(optional.map(name => [conditionOf(name), isSet(name)])),
  }
}

/** Makes an expression of a text with tokens. */
export function expressions(blueprint: Blueprint): (text: string) => Expression {
  const known = knownTokens(blueprint)
  return text => {
    const parts = partsOf(text)
    const [only, ...others] = parts
    if (only !== undefined && 'token' in only && others.length === 0) return known(only.token)
    const variables: Record<string, Expression> = {}
    const written = parts.map(part => {
      if ('text' in part) return part.text.replaceAll('${', '${!')
      const expression = known(part.token)
      const name = typeof expression === 'object' ? expression['Ref'] : undefined
      if (typeof name === 'string') return `\${${name}}`
      variables[part.token] = expression
      return `\${${part.token}}`
    })
    const sub = written.join('')
    if (parts.every(part => 'text' in part)) return text
    return {'Fn::Sub': Object.keys(variables).length === 0 ? sub : [sub, variables]}
  }
}

/** What a token stands for; a parameter where it is nothing else. */
function knownTokens({secrets, key: made}: Blueprint): (name: string) => Expression {
  const key = kmsKey(false).name
  const known: Record<string, Expression> = {
    Partition: ref('AWS::Partition'),
    AccountId: ref('AWS::AccountId'),
    Region: ref('AWS::Region'),
    [ROLE_TOKEN]: {'Fn::GetAtt': ['Role', 'Arn']},
    [KEY_TOKEN]: made === undefined ? ref(key) : when(MAKES_KEY, {'Fn::GetAtt': ['Key', 'Arn']}, ref(key)),
    // An address that is not set has no domain, and Select takes none for an error even where it is not asked.
    [domainToken('MailFrom')]: {
      'Fn::Select': ['1', {'Fn::Split': ['@', {'Fn::Sub': '${MailFrom}@none'}]}],
    },
    ...Object.fromEntries(
      secrets.map(({suffix, parameter, placeholder}) => [
        secretToken(suffix),
        ref(placeholder === undefined ? parameter : `Secret${suffix}`),
      ]),
    ),
  }
  return name => known[name] ?? ref(name)
}
