import {CloudTrailClient, LookupEventsCommand} from '@aws-sdk/client-cloudtrail'
import {jsonObjectOf} from '../json-object.ts'
import {reasonOf} from '../reason.ts'
import type {RotatorContext} from '../rotator.ts'

const LONGEST = 80

type Work = Pick<RotatorContext, 'clients' | 'log'>

/**
 * Who CloudTrail saw use a key last, as the end of a sentence; empty: it saw nobody, or may not be asked. It knows what was
 * called in this region, and no reads of data. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
 */
export async function seenBy({clients, log}: Work, accessKeyId: string, since: number): Promise<string> {
  const request = new LookupEventsCommand({
    LookupAttributes: [{AttributeKey: 'AccessKeyId', AttributeValue: accessKeyId}],
    StartTime: new Date(since),
    MaxResults: 1,
  })
  try {
    const {Events: [event] = []} = await clients.of(CloudTrailClient).send(request)
    if (event === undefined) return ''
    const {sourceIPAddress, userAgent} = jsonObjectOf(event.CloudTrailEvent ?? '') ?? {}
    const [name, from, agent] = [event.EventName, sourceIPAddress, userAgent].map(clean)
    return `; CloudTrail saw ${name} from address ${from} by client ${agent}`
  } catch (error) {
    log.warn('CloudTrail could not be asked who uses the key', {reason: reasonOf(error)})
    return ''
  }
}

/** Whoever calls chooses the name of the client. */
function clean(text: unknown): string {
  return typeof text === 'string' ? text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, LONGEST) : 'unknown'
}
