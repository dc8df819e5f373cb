import type {Call, World} from '../../kernel.ts'
import {validation} from './errors.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LARGEST = 1_048_576

/** A template in a bucket, which CloudFormation reads in the name of its caller. Throws ValidationError. */
export function templateAt(world: World, call: Call, address: string): string {
  const {bucket, key} = objectAt(address)
  const found = world.objects.read(call, {bucket, key})
  if (typeof found === 'string') throw validation(`S3 error: ${REASONS[found]}`)
  if (found.byteLength > LARGEST) throw validation(`Template may not exceed ${LARGEST} bytes in size.`)
  return new TextDecoder().decode(found)
}

const REASONS: Readonly<Record<'denied' | 'no-bucket' | 'no-key' | 'elsewhere', string>> = {
  denied: 'Access Denied',
  'no-bucket': 'The specified bucket does not exist',
  'no-key': 'The specified key does not exist.',
  // Own text: AWS reads buckets of other regions too.
  elsewhere: 'The bucket is in another region.',
}

/** Bucket and key of an address as S3 has them, with the bucket in the host or in the path. */
function objectAt(address: string): {readonly bucket: string; readonly key: string} {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const [, inHost] = /^(?:(.+)\.)?s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com$/.exec(url?.hostname ?? '') ?? [undefined, '-']
  const path = decodeURIComponent(url?.pathname ?? '').slice(1)
  const slash = path.indexOf('/')
  const found =
    inHost === undefined
      ? {bucket: path.slice(0, Math.max(slash, 0)), key: path.slice(slash + 1)}
      : {bucket: inHost, key: path}
  if (url?.protocol !== 'https:' || inHost === '-' || found.bucket === '' || found.key === '') {
    throw validation('TemplateURL must be a supported URL.')
  }
  return found
}
