/**
 * What the credential is: `add` beside the old one (IAM key, AppSync key), `alt` alternating users, `rep` replaces the only
 * one, `rand` has no target.
 */
export type Kind = 'add' | 'alt' | 'rep' | 'rand'

/** What an `add` credential is of; items may apply to one of them only. */
export type Provider = 'iam' | 'appsync'
