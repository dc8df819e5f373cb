import {partitionOf} from '../secretsmanager/arn.ts'
import type {Place} from './entities.ts'

/** ARN of an API. */
export function apiArn(place: Place, id: string): string {
  return `${prefixOf(place)}:apis/${id}`
}

/**
 * What AppSync asks permission on where the service authorization reference names no resource: the path of the request.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappsync.html
 */
export function pathArn(place: Place, path: string): string {
  return `${prefixOf(place)}:${path}`
}

function prefixOf({region, accountId}: Place): string {
  return `arn:${partitionOf(region)}:appsync:${region}:${accountId}`
}
