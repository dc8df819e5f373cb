import type {Call} from '../../kernel.ts'
import {invalidParameter, notFound, validation} from './errors.ts'

/** Which function, and which of its qualifiers, a request means. */
export interface FunctionName {
  readonly accountId: string
  readonly region: string
  readonly name: string
  /** `$LATEST`, a number or an alias; undefined when none was given. */
  readonly qualifier: string | undefined
}

// Lambda's own pattern for the FunctionName parameter. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
const PATTERN = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`
const NAME = new RegExp(`^${PATTERN}$`)

/** Reads a name, a partial or a full ARN, with or without qualifier. Throws ValidationException. */
export function parseFunctionName(written: string, home: {accountId: string; region: string}): FunctionName {
  const match = NAME.exec(written)
  if (match === null || written.length > 170) {
    throw validation(
      `1 validation error detected: Value '${written}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${PATTERN}`,
    )
  }
  return {
    accountId: match[5]?.slice(0, -1) ?? home.accountId,
    region: match[3]?.slice(0, -1) ?? home.region,
    name: match[7] ?? '',
    qualifier: match[9],
  }
}

/** The function that a request names in its path and its `Qualifier`. Throws when the two disagree or it is elsewhere. */
export function functionNamed(call: Call): FunctionName {
  const {accountId, region, input} = call
  const named = parseFunctionName(String(input['FunctionName']), {accountId, region})
  const asked = typeof input['Qualifier'] === 'string' ? input['Qualifier'] : undefined
  if (named.region !== region) {
    throw notFound(`Functions from '${named.region}' are not reachable in this region ('${region}')`)
  }
  if (asked !== undefined && named.qualifier !== undefined && asked !== named.qualifier) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.')
  }
  return {...named, qualifier: asked ?? named.qualifier}
}

/** ARN without qualifier. */
export function functionArn({region, accountId, name}: Omit<FunctionName, 'qualifier'>): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`
}

/** ARN with the qualifier as given. */
export function qualifiedArn(named: FunctionName): string {
  return named.qualifier === undefined ? functionArn(named) : `${functionArn(named)}:${named.qualifier}`
}

/** Splits an ARN that one part of the sandbox hands to another; undefined when it is no function's. */
export function parseFunctionArn(arn: string): FunctionName | undefined {
  const match = /^arn:aws:lambda:([^:]+):(\d{12}):function:([^:]+)(?::([^:]+))?$/.exec(arn)
  if (match === null) return undefined
  const [, region = '', accountId = '', name = '', qualifier] = match
  return {region, accountId, name, qualifier}
}
