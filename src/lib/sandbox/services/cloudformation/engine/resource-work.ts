/** Makes, changes and takes away the resources of a stack, one at a time. */
import type {World} from '../../../kernel.ts'
import type {Change, Stack, StackResource, Task, Work} from '../entities.ts'
import {typeNamed} from '../resources/registry.ts'
import {differs, type Made} from '../resources/resource-type.ts'
import type {CloudFormationState} from '../state.ts'
import type {ResourceDefinition} from '../template/template.ts'
import {resolved} from './dynamic-references.ts'
import {makerFor} from './maker.ts'
import {withEvent, withResource} from './notes.ts'
import {surroundingsOf} from './outputs.ts'
import {isSame, propertiesOf, refuseUnserved} from './properties.ts'
import {readingOf} from './reading.ts'
import {scopeOf} from './scope.ts'

const INITIATED = 'Resource creation Initiated'
const REPLACES = 'Requested update requires the creation of a new physical resource; hence creating one.'

/** Keeps a state of a stack; nothing where the sandbox was put back meanwhile. */
export type Save = (stack: Stack) => void

export class ResourceWork {
  readonly #world: World
  readonly #state: CloudFormationState

  constructor(world: World, state: CloudFormationState) {
    this.#world = world
    this.#state = state
  }

  /** Throws ServiceError. Answers the stack as it is then; `save` is told of each state on the way. */
  async apply(stack: Stack, logicalId: string, save: Save): Promise<Stack> {
    const {template} = readingOf(stack.template)
    const definition = template.resources[logicalId]
    if (definition === undefined) throw new Error(`${stack.name} has no ${logicalId}.`)
    const properties = propertiesOf(definition, scopeOf(template, surroundingsOf(this.#state, stack)))
    const before = stack.resources.get(logicalId)
    const {deletionPolicy, updateReplacePolicy} = definition
    const facts = {logicalId, type: definition.type, properties, deletionPolicy, updateReplacePolicy}
    // One without an id was begun before a restart, and nobody knows of anything that was made.
    if (before === undefined || before.physicalId === '') return this.#create(stack, facts, save)
    if (isSame(before.properties, properties)) {
      const kept = keeping(stack, {...before, deletionPolicy, updateReplacePolicy})
      return before.status.endsWith('_IN_PROGRESS') ? this.#complete(kept, facts) : kept
    }
    const {immutable = []} = typeNamed(definition.type)
    return differs(properties, before.properties, ...immutable)
      ? this.#create(stack, facts, save, before)
      : this.#update(stack, facts, before, save)
  }

  /** Throws ServiceError. The answer says that it waits for its end where that takes a while. */
  async remove(stack: Stack, task: Removal, save: Save): Promise<Stack> {
    const {resource, keep} = task
    if (resource.physicalId === '') return this.removed(stack, task)
    if (keep) return this.#note(stack, task, 'DELETE_SKIPPED')
    const started = this.#note(stack, task, 'DELETE_IN_PROGRESS')
    save(started)
    const maker = makerFor(this.#world, stack, resource.logicalId)
    await typeNamed(resource.type).remove(maker, madeOf(resource), resource.properties)
    if (await this.isGone(stack, resource)) return this.removed(started, task)
    return withWork(started, () => ({settling: resource.logicalId}))
  }

  /** The stack once a resource is gone. */
  removed(stack: Stack, task: Removal): Stack {
    return this.#note(stack, task, 'DELETE_COMPLETE')
  }

  /** Whether what was removed last is not there any more. */
  async isGone(stack: Stack, resource: StackResource): Promise<boolean> {
    const {type, logicalId} = resource
    return (await typeNamed(type).isGone?.(makerFor(this.#world, stack, logicalId), madeOf(resource))) ?? true
  }

  #note(stack: Stack, {resource, forget}: Removal, status: string): Stack {
    const {logicalId, physicalId, type} = resource
    if (forget) return withEvent(this.#world, stack, {logicalId, physicalId, type, status})
    return withResource(this.#world, stack, resource, status)
  }

  /** Throws ServiceError. What takes its place is garbage then. */
  async revert(stack: Stack, {logicalId, before, replacedBy, tried}: Change, save: Save): Promise<Stack> {
    const now = stack.resources.get(logicalId)
    if (before === undefined) {
      const resources = new Map([...stack.resources].filter(([id]) => id !== logicalId))
      return now === undefined ? stack : withWork({...stack, resources}, work => ({garbage: [...work.garbage, now]}))
    }
    const started = withResource(this.#world, stack, before, 'UPDATE_IN_PROGRESS')
    save(started)
    if (tried !== undefined) {
      const maker = makerFor(this.#world, stack, logicalId)
      await typeNamed(before.type).update(maker, madeOf(before), await resolved(maker, before.properties), tried)
    }
    const done = withResource(this.#world, started, before, 'UPDATE_COMPLETE')
    return replacedBy === undefined ? done : withWork(done, work => ({garbage: [...work.garbage, replacedBy]}))
  }

  /** Whether what was made or changed last is ready to be used. */
  async isReady(stack: Stack, resource: StackResource): Promise<boolean> {
    const {type, logicalId} = resource
    return (await typeNamed(type).isReady?.(makerFor(this.#world, stack, logicalId), madeOf(resource))) ?? true
  }

  async #create(stack: Stack, facts: Facts, save: Save, before?: StackResource): Promise<Stack> {
    const verb = before === undefined ? 'CREATE' : 'UPDATE'
    const status = `${verb}_IN_PROGRESS`
    const {logicalId} = facts
    const started =
      before === undefined
        ? withResource(this.#world, stack, {...facts, physicalId: '', attributes: {}}, status)
        : withChange(withResource(this.#world, stack, before, status, REPLACES), {logicalId, before})
    save(started)
    const maker = makerFor(this.#world, stack, logicalId)
    const made = await typeNamed(facts.type).create(maker, await resolved(maker, facts.properties))
    const initiated = withResource(this.#world, started, {...facts, ...made}, status, INITIATED)
    const replacedBy = initiated.resources.get(logicalId)
    const isReplaced = before !== undefined && replacedBy !== undefined
    const known = withChange(initiated, {logicalId, ...(isReplaced ? {before, replacedBy} : {})})
    const half = withWork(known, ({garbage}) => ({garbage: isReplaced ? [...garbage, before] : garbage}))
    save(half)
    return this.#complete(half, facts)
  }

  /** What is made by several calls is in the stack since the first of them, so that it can be taken away again. */
  async #complete(stack: Stack, {logicalId, type, properties}: Facts): Promise<Stack> {
    const made = stack.resources.get(logicalId)
    if (made !== undefined) {
      const maker = makerFor(this.#world, stack, logicalId)
      await typeNamed(type).complete?.(maker, madeOf(made), await resolved(maker, properties))
    }
    return withWork(stack, () => ({settling: logicalId}))
  }

  async #update(stack: Stack, facts: Facts, before: StackResource, save: Save): Promise<Stack> {
    const {logicalId, properties} = facts
    const noted = withResource(this.#world, stack, before, 'UPDATE_IN_PROGRESS')
    const started = withChange(noted, {logicalId, before, tried: properties})
    save(started)
    refuseUnserved(facts.type, properties, before.properties)
    const maker = makerFor(this.#world, stack, logicalId)
    const {physicalId, attributes} = await typeNamed(facts.type).update(
      maker,
      madeOf(before),
      await resolved(maker, properties),
      before.properties,
    )
    const now = started.resources.get(logicalId) ?? before
    const changed = keeping(started, {...now, ...facts, physicalId, attributes})
    return withWork(changed, () => ({settling: logicalId}))
  }
}

type Removal = Extract<Task, {kind: 'remove'}>

type Facts = Pick<StackResource, 'logicalId' | 'type' | 'properties'> &
  Pick<ResourceDefinition, 'deletionPolicy' | 'updateReplacePolicy'>

function madeOf({physicalId, attributes}: StackResource): Made {
  return {physicalId, attributes}
}

function keeping(stack: Stack, resource: StackResource): Stack {
  return {...stack, resources: new Map(stack.resources).set(resource.logicalId, resource)}
}

/** The stack with other facts about what is under way. */
export function withWork(stack: Stack, change: (work: Work) => Partial<Work>): Stack {
  const {work} = stack
  return work === undefined ? stack : {...stack, work: {...work, ...change(work)}}
}

/** The stack that remembers what became of a resource, once for each. */
function withChange(stack: Stack, change: Change): Stack {
  return withWork(stack, ({changes}) => ({
    changes: [...changes.filter(({logicalId}) => logicalId !== change.logicalId), change],
  }))
}
