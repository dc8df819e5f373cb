import type {Deployment} from '../deployment.ts'
import {blueprintOf} from './blueprint.ts'
import {refuseOtherFields} from './placeholder.ts'
import {refused} from './refused.ts'

/** Where the console of a partition is. https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
const DOMAINS: Readonly<Record<string, string>> = {
  aws: 'aws.amazon.com',
  'aws-cn': 'amazonaws.cn',
  'aws-us-gov': 'amazonaws-us-gov.com',
}

/** Longer ones are cut somewhere on the way. */
const MOST_CHARACTERS = 2000

/**
 * The link that opens the console where a stack is created, with parameters filled in:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stacks-quick-create-links.html.
 * `templateUrl`: where the template of this deployment lies. Throws EMIT_REFUSED (exit 2).
 */
export function quickCreateLink(deployment: Deployment, templateUrl: string): string {
  const {partition, region} = deployment.place
  const domain = DOMAINS[partition]
  if (domain === undefined) throw refused(`The console of partition ${partition} has no such links.`)
  checkUrl(templateUrl)
  refuseOtherFields(deployment)
  const {parameters} = blueprintOf(deployment)
  const query = [
    ['templateURL', templateUrl],
    ['stackName', stackNameOf(deployment)],
    ...parameters.flatMap(({name, standard}) => (standard === '' ? [] : [[`param_${name}`, standard]])),
  ]
  const written = query.map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`).join('&')
  const host = [region, 'console', domain].join('.')
  const link = `https://${host}/cloudformation/home?region=${region}#/stacks/create/review?${written}`
  if (link.length <= MOST_CHARACTERS) return link
  throw refused(
    `The link would have ${link.length} characters, and more than ${MOST_CHARACTERS} are not kept everywhere.`,
    'Make a template of fewer secrets.',
  )
}

/** CloudFormation reads templates from buckets alone: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
const BUCKETS = /^(?:[a-z0-9.-]+\.)?s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?$/

/** A link is passed on and kept in histories: it takes nothing that lets its reader in, as a presigned address does. */
function checkUrl(text: string): void {
  const url = URL.parse(text)
  const isPlain = url?.protocol === 'https:' && url.username === '' && url.password === '' && BUCKETS.test(url.hostname)
  if (isPlain && url.search === '' && url.hash === '') return
  throw refused(
    '--template-url wants the https:// address of an object in a bucket, without user, query or fragment.',
    'The object in the bucket, readable to whoever creates the stack: https://BUCKET.s3.REGION.amazonaws.com/KEY',
  )
}

/** Letters, digits and hyphens, beginning with a letter, 128 at most. */
function stackNameOf({name}: Deployment): string {
  const plain = name.replaceAll(/[^A-Za-z0-9]+/g, '-')
  return (/^[A-Za-z]/.test(plain) ? plain : `secrot-${plain}`).slice(0, 128)
}
