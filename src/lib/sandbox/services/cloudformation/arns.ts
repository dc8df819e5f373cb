import {partitionOf} from '../secretsmanager/arn.ts'
import type {Place} from './entities.ts'

export function changeSetArn({accountId, region}: Place, name: string, id: string): string {
  return `arn:${partitionOf(region)}:cloudformation:${region}:${accountId}:changeSet/${name}/${id}`
}

export function stackArn({accountId, region}: Place, name: string, id: string): string {
  return `arn:${partitionOf(region)}:cloudformation:${region}:${accountId}:stack/${name}/${id}`
}
