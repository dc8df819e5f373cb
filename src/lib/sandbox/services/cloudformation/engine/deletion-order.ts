import type {StackResource} from '../entities.ts'
import {readingOf} from './reading.ts'

/**
 * Resources so that each goes before those that it needs by this template, whenever they were made: the reverse of their creation.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html. What the template does
 * not have was made last.
 */
export function inDeletionOrder(resources: Iterable<StackResource>, template: string): readonly StackResource[] {
  const {order} = readingOf(template)
  const place = ({logicalId}: StackResource) => (order.includes(logicalId) ? order.indexOf(logicalId) : order.length)
  return [...resources].toReversed().sort((one, other) => place(other) - place(one))
}
