/** What follows once all tasks are done, or one has failed. */
import type {World} from '../../../kernel.ts'
import type {Stack, StackResource, Task, Work} from '../entities.ts'
import type {CloudFormationState} from '../state.ts'
import {validation} from '../errors.ts'
import {inDeletionOrder} from './deletion-order.ts'
import {keptByImports} from './exports-in-use.ts'
import {withEvent, withResource, withStatus} from './notes.ts'
import {outputsOf, surroundingsOf} from './outputs.ts'
import {readingOf} from './reading.ts'
import {wantedResources} from './scope.ts'

/** The stack after the last task of what is under way. Throws ServiceError where its outputs cannot be made. */
export function afterwards(world: World, state: CloudFormationState, stack: Stack): Stack {
  const {work} = stack
  if (work === undefined) return stack
  switch (work.kind) {
    case 'create':
      return ended(
        world,
        {...stack, outputs: outputsOf(state, stack, readingOf(stack.template).template)},
        'CREATE_COMPLETE',
      )
    case 'update': {
      const outputs = outputsOf(state, stack, readingOf(stack.template).template)
      const inUse = keptByImports(state, stack, outputs)
      if (inUse !== undefined) throw validation(inUse)
      const updated = {...stack, outputs, updatedAt: world.clock.now()}
      const cleaning = withStatus(world, updated, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
      const replaced = inDeletionOrder(work.garbage, work.before?.template ?? stack.template)
      return cleanup(cleaning, 'cleanup', [...removedBy(state, stack), ...replaced.map(toRemove(true))])
    }
    case 'cleanup':
      return ended(world, stack, 'UPDATE_COMPLETE')
    case 'rollback-update': {
      const cleaning = withStatus(world, stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')
      return cleanup(cleaning, 'rollback-cleanup', work.garbage.map(toRemove(false)))
    }
    case 'rollback-cleanup':
      return ended(world, stack, 'UPDATE_ROLLBACK_COMPLETE')
    case 'rollback-create':
      return stack.onFailure === 'DELETE' ? deleted(world, stack) : ended(world, stack, 'ROLLBACK_COMPLETE')
    case 'delete':
      return deleted(world, stack)
    default:
      return work.kind satisfies never
  }
}

function cleanup(stack: Stack, kind: Work['kind'], queue: readonly Task[]): Stack {
  const work = {...(stack.work as Work), kind, queue, garbage: []}
  const gone = new Set(queue.map(task => (task.kind === 'remove' ? keyOf(task.resource) : '')))
  // What only the template of before had is no resource of the stack any more.
  const resources = new Map([...stack.resources].filter(([, resource]) => !gone.has(keyOf(resource))))
  return {...stack, resources, work}
}

/** A schedule has the physical id of its secret. */
function keyOf({logicalId, physicalId}: StackResource): string {
  return `${logicalId} ${physicalId}`
}

/** Resources that the new template does not have. */
function removedBy(state: CloudFormationState, stack: Stack): readonly Task[] {
  const wanted = wantedResources(readingOf(stack.template), surroundingsOf(state, stack))
  const gone = [...stack.resources.values()].filter(({logicalId}) => !wanted.includes(logicalId))
  return inDeletionOrder(gone, stack.work?.before?.template ?? stack.template).map(toRemove(false))
}

/** `replaced`: another resource has taken its place, and the policy for that case decides. */
function toRemove(replaced: boolean): (resource: StackResource) => Task {
  return resource => {
    const policy = replaced ? resource.updateReplacePolicy : resource.deletionPolicy
    return {kind: 'remove', resource, keep: policy !== 'Delete', forget: true}
  }
}

function ended(world: World, stack: Stack, status: string, reason?: string): Stack {
  const {work: _work, ...rest} = withStatus(world, stack, status, reason)
  return rest
}

function deleted(world: World, stack: Stack): Stack {
  const failed = stack.work?.failed ?? []
  if (failed.length > 0) {
    return ended(world, stack, 'DELETE_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `)
  }
  return {...ended(world, stack, 'DELETE_COMPLETE'), deletedAt: world.clock.now(), outputs: []}
}

/** The stack after a task that failed; without one, its outputs could not be made. */
export function failing(world: World, stack: Stack, task: Task | undefined, reason: string): Stack {
  const noted = task === undefined ? stack : withFailure(world, stack, task, reason)
  const {work} = noted
  const names = task === undefined ? [] : [nameOf(task)]
  if (work === undefined) return noted
  switch (work.kind) {
    case 'create':
      return rollBackCreation(world, noted, task === undefined ? `${reason}. ` : whatFailed('create', names))
    case 'update':
      return rollBackUpdate(world, noted, task === undefined ? `${reason}. ` : whatFailed('update', names))
    case 'rollback-create':
      return ended(world, noted, 'ROLLBACK_FAILED', whatFailed('delete', names))
    case 'rollback-update':
      return ended(world, noted, 'UPDATE_ROLLBACK_FAILED', whatFailed('update', names))
    case 'cleanup':
    case 'delete':
    case 'rollback-cleanup': {
      // Others are still deleted; what is left behind is told at the end.
      const queue = work.queue.slice(1)
      return withoutSettling(noted, {queue, failed: [...work.failed, ...names]})
    }
    default:
      return work.kind satisfies never
  }
}

function withFailure(world: World, stack: Stack, task: Task, reason: string): Stack {
  if (task.kind === 'remove') {
    const {logicalId, physicalId, type} = task.resource
    const status = 'DELETE_FAILED'
    if (task.forget) return withEvent(world, stack, {logicalId, physicalId, type, status, reason})
    return withResource(world, stack, task.resource, status, reason)
  }
  const logicalId = nameOf(task)
  const resource = stack.resources.get(logicalId)
  const isNew = resource === undefined || resource.status.startsWith('CREATE')
  const status = isNew ? 'CREATE_FAILED' : 'UPDATE_FAILED'
  return withResource(world, stack, resource ?? unmade(stack, logicalId), status, reason)
}

function unmade(stack: Stack, logicalId: string): Omit<StackResource, 'at' | 'status'> {
  const type = readingOf(stack.template).template.resources[logicalId]?.type ?? ''
  const policies = {deletionPolicy: 'Delete', updateReplacePolicy: 'Delete'} as const
  return {logicalId, type, physicalId: '', attributes: {}, properties: {}, ...policies}
}

function nameOf(task: Task): string {
  if (task.kind === 'apply') return task.logicalId
  return task.kind === 'remove' ? task.resource.logicalId : task.change.logicalId
}

function whatFailed(verb: string, names: readonly string[]): string {
  return `The following resource(s) failed to ${verb}: [${names.join(', ')}]. `
}

function rollBackCreation(world: World, stack: Stack, why: string): Stack {
  if (stack.onFailure === 'DO_NOTHING') return ended(world, stack, 'CREATE_FAILED', why)
  const status = stack.onFailure === 'DELETE' ? 'DELETE_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS'
  const rolling = withStatus(world, stack, status, `${why}Rollback requested by user.`)
  // What only Retain keeps stays also here: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html.
  const queue = inDeletionOrder(stack.resources.values(), stack.template).map(resource => {
    return {kind: 'remove', resource, keep: resource.deletionPolicy === 'Retain', forget: false} as const
  })
  return withoutSettling(rolling, {kind: 'rollback-create', queue, changes: []})
}

function rollBackUpdate(world: World, stack: Stack, why: string): Stack {
  const {before, changes = []} = stack.work ?? {}
  const rolling = withStatus(world, {...stack, ...before}, 'UPDATE_ROLLBACK_IN_PROGRESS', why)
  const known = new Set(changes.map(({logicalId}) => logicalId))
  // One that could not even be made has nothing to go back to.
  const unmadeOnes = [...stack.resources.values()].filter(
    ({status, logicalId}) => status === 'CREATE_FAILED' && !known.has(logicalId),
  )
  const resources = new Map(
    [...rolling.resources].filter(([id]) => !unmadeOnes.some(({logicalId}) => logicalId === id)),
  )
  const queue = changes.toReversed().map(change => ({kind: 'revert', change}) as const)
  return withoutSettling({...rolling, resources}, {kind: 'rollback-update', queue, changes: [], garbage: []})
}

function withoutSettling(stack: Stack, change: Partial<Work>): Stack {
  const {settling: _settling, ...work} = stack.work as Work
  return {...stack, work: {...work, ...change}}
}
