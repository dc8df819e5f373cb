/** FUNCTION as typed: what it leaves out is ours to complete. */
export type FunctionId =
  | {
      readonly kind: 'function'
      readonly name: string
      /** An alias or a version. Absent: the function itself. */
      readonly qualifier?: string
      readonly accountId?: string
      readonly region?: string
    }
  | {readonly kind: 'malformed'; readonly reason: string}

const form =
  /^(?:(?:arn:aws[a-z-]*:lambda:(?<region>[a-z]{2,}(?:-[a-z]+)+-\d+):)?(?<accountId>\d{12}):function:)?(?<name>[A-Za-z0-9_-]{1,64})(?::(?<qualifier>\$LATEST|[A-Za-z0-9_-]{1,128}))?$/

/**
 * Reads a name, a partial or a whole ARN of a function, each with a version or an alias where one is meant
 * (https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html#API_AddPermission_RequestSyntax).
 */
export function parseFunctionId(text: string): FunctionId {
  const {region, accountId, name, qualifier} = form.exec(text)?.groups ?? {}
  if (name === undefined) return {kind: 'malformed', reason: 'it is neither NAME[:ALIAS] nor an ARN of a function'}
  // Lambda keeps no policy for $LATEST; the function without a qualifier stands for it.
  if (qualifier === '$LATEST') return {kind: 'malformed', reason: 'AWS takes no permission for $LATEST: leave it away'}
  return {
    kind: 'function',
    name,
    ...(qualifier === undefined ? {} : {qualifier}),
    ...(accountId === undefined ? {} : {accountId}),
    ...(region === undefined ? {} : {region}),
  }
}
