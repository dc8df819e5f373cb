import {EXIT, SecrotError} from '../errors.ts'
import {regionOfFunction} from '../operations/function-region.ts'
import {regionOfSecret} from '../operations/resolve-secret.ts'
import type {AwsFlagValues} from './scope.ts'
import {typedFlags} from './scope-flags.ts'

/**
 * The region that the SECRET arguments decide, and FUNCTION where there is one; undefined when they are names. Throws REGION_CONFLICT and
 * SECRET_ID_MALFORMED (exit 2).
 */
export function regionOfSecrets(
  secrets: readonly string[],
  flags: AwsFlagValues,
  functionId?: string,
): string | undefined {
  const flag = flags.region
  const regions = [
    ...(functionId === undefined ? [] : [regionOfFunction(functionId)]),
    ...secrets.map(secret => regionOfSecret(secret, typedFlags(flags))),
  ].filter(region => region !== undefined)
  const other = regions.find(region => flag !== undefined && region !== flag)
  if (other !== undefined) {
    throw new SecrotError({
      code: 'REGION_CONFLICT',
      message: `The ARN is of ${other}, --region says ${flag}.`,
      hint: 'Leave --region away: the region in an ARN is used.',
      exit: EXIT.usage,
    })
  }
  return regions[0]
}
