import {type Fact, known, unknown} from '../doctor/facts.ts'
import type {KeyUses} from '../history/key-uses.ts'
import type {KeyLookups} from './key-lookups.ts'

/** Of fifteen look-up series a run, twelve are for events of rotations. */
const MOST_KEY_SERIES = 3

/** Calls of IAM and of STS's global endpoint are in the trail of one region (CloudTrail user guide, global service events). */
const globalRegions: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
}

/** What bounds the look-ups of one run. */
export interface KeyUsesRun {
  /** Look-ups of keys that this run made, by key and region. */
  readonly keySeries: Set<string>
  lookups(region: string): Pick<KeyLookups, 'keyUses'>
}

/**
 * Who used a key in the last hours: the trail of the secret's region, and that of the region where IAM's own calls are
 * written down. Unknown beyond what one run may look up, and where one of the trails cannot be read.
 */
export async function keyUsesOf(run: KeyUsesRun, arn: string, accessKeyId: string): Promise<Fact<KeyUses>> {
  const [, partition = '', , region = ''] = arn.split(':')
  const regions = [...new Set([region, globalRegions[partition] ?? region])]
  const series = new Set([...run.keySeries, ...regions.map(one => `${accessKeyId} ${one}`)])
  if (series.size > MOST_KEY_SERIES)
    return unknown('one run looks up few keys: name one secret to see who uses this one')
  for (const one of series) run.keySeries.add(one)
  const answers = await Promise.all(regions.map(one => run.lookups(one).keyUses(accessKeyId)))
  const refused = answers.find(answer => answer.kind !== 'read')
  if (refused !== undefined)
    return refused.kind === 'denied' ? unknown(refused.reason, refused.action) : unknown(refused.reason)
  const read = answers.flatMap(answer => (answer.kind === 'read' ? [answer.value] : []))
  return known({
    coverage: read.flatMap(one => one.coverage),
    readAt: Math.min(...read.map(one => one.readAt)),
    uses: read.flatMap(one => one.uses).toSorted((a, b) => b.at - a.at),
  })
}
