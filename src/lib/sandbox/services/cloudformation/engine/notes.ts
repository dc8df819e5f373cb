/** Statuses and events of a stack as it changes. */
import type {World} from '../../../kernel.ts'
import type {Stack, StackEvent, StackResource} from '../entities.ts'

const OF_STACKS = 'AWS::CloudFormation::Stack'

type Told = Pick<StackEvent, 'status' | 'reason'>

/** The stack with another status. */
export function withStatus(world: World, stack: Stack, status: string, reason?: string): Stack {
  const {reason: _before, ...rest} = stack
  const told = reason === undefined ? {status} : {status, reason}
  const about = {logicalId: stack.name, physicalId: stack.id, type: OF_STACKS}
  return withEvent(world, {...rest, ...told}, {...about, ...told})
}

/** The stack with a resource in this state, whose reason is its own. */
export function withResource(
  world: World,
  stack: Stack,
  resource: Omit<StackResource, 'at' | 'status'>,
  status: string,
  reason?: string,
): Stack {
  const {reason: _before, ...facts} = resource
  const told: Told = reason === undefined ? {status} : {status, reason}
  const {logicalId, physicalId, type} = facts
  const resources = new Map(stack.resources).set(logicalId, {...facts, ...told, at: world.clock.now()})
  return withEvent(world, {...stack, resources}, {logicalId, physicalId, type, ...told})
}

/** The stack with an event of a resource that it does not have any more. */
export function withEvent(world: World, stack: Stack, event: Omit<StackEvent, 'id' | 'at' | 'token'>): Stack {
  const token = stack.work?.token
  const told = {id: world.uuid(), at: world.clock.now(), ...event, ...(token === undefined ? {} : {token})}
  return {...stack, events: [...stack.events, told]}
}
