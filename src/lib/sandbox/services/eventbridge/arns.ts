import type {Call} from '../../kernel.ts'
import {partitionOf} from '../secretsmanager/arn.ts'
import type {Place} from './entities.ts'
import {noSuchBus} from './errors.ts'

/** Rules of the default bus have no name of a bus in their ARN. */
export function ruleArn({accountId, region}: Place, name: string): string {
  return `arn:${partitionOf(region)}:events:${region}:${accountId}:rule/${name}`
}

export function busArn({accountId, region}: Place): string {
  return `arn:${partitionOf(region)}:events:${region}:${accountId}:event-bus/default`
}

/** There is the default bus alone, by its name or its ARN. Throws ResourceNotFoundException. */
export function checkBus(call: Call): void {
  const bus = (call.input['EventBusName'] ?? 'default') as string
  if (bus !== 'default' && bus !== busArn(call)) throw noSuchBus(bus)
}
