import {parseArn} from '../../arn.ts'
import type {Place} from '../../deploy/deployment.ts'
import {packedText, unpackedText} from '../../packaging/packed-text.ts'

/**
 * The variable of the function that lists the secrets. A rule holds 2,048 characters and so about ten ARNs; packed, the
 * variables of a function hold some hundreds.
 */
export const WATCHED = 'WATCHED'

/** Bytes of all variables of a function together. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 4096

/** ARNs of one account and region as the function reads them: what is behind `secret:`, a line each, packed. */
export function packed(secretArns: readonly string[]): string {
  const lines = [...secretArns].sort().map(arn => parseArn(arn)?.resource.replace(/^secret:/, '') ?? arn)
  return packedText(lines.join('\n'))
}

/** Reads such a list back; undefined: there is none, or it is none of ours. */
export function unpacked(
  {[WATCHED]: text}: Readonly<Record<string, string>>,
  {partition, region, accountId}: Place,
): readonly string[] | undefined {
  const lines = text === undefined ? undefined : unpackedText(text)?.split('\n')
  return lines?.map(line => `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${line}`)
}

/** Whether a function can have these variables; their JSON is what is sent. */
export function fits(variables: Readonly<Record<string, string>>): boolean {
  return Buffer.byteLength(JSON.stringify(variables)) <= MOST_BYTES
}
