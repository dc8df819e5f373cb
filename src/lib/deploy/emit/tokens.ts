/**
 * What a template fills in itself stands in a text as a token, so that one description of a deployment serves any format:
 * `arn:⟦Partition⟧:iam::⟦AccountId⟧:user/⟦UserName⟧`. No name or ARN of AWS has such brackets.
 */
export function token(name: string): string {
  return `⟦${name}⟧`
}

export type Part = {readonly text: string} | {readonly token: string}

/** A text as what is fixed in it and what is filled in, in order. */
export function partsOf(text: string): readonly Part[] {
  return text
    .split(/(⟦[^⟧]+⟧)/)
    .filter(part => part !== '')
    .map(part => (part.startsWith('⟦') ? {token: part.slice(1, -1)} : {text: part}))
}

/** Tokens for where a template is deployed. */
export const tokenPlace = {
  partition: token('Partition'),
  accountId: token('AccountId'),
  region: token('Region'),
} as const

/** ARN of the role of the function. */
export const ROLE_TOKEN = 'RoleArn'
