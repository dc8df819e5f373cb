/** Carries stacks from one state to the next: each step is a timer, so that it goes on after a restart. */
import {ServiceError, type World} from '../../../kernel.ts'
import type {Stack, Task, Work} from '../entities.ts'
import type {CloudFormationState} from '../state.ts'
import {afterwards, failing} from './endings.ts'
import {withResource, withStatus} from './notes.ts'
import {reasonOf} from './reason.ts'
import {ResourceWork, withWork} from './resource-work.ts'

const TIMER = 'cloudformation.step'
/** How long after it was made a resource is looked at again. */
const SETTLE_MS = 1000

interface Step {
  readonly stackId: string
  readonly run: string
}

export type Beginning = Pick<Work, 'kind' | 'principal' | 'queue'> & Partial<Work>

export class Engine {
  readonly #world: World
  readonly #state: CloudFormationState
  readonly #resources: ResourceWork

  constructor(world: World, state: CloudFormationState) {
    this.#world = world
    this.#state = state
    this.#resources = new ResourceWork(world, state)
    world.clock.on(TIMER, payload => this.#proceed(payload as Step))
  }

  /** Begins something; the stack says so already and is stored. */
  begin(stack: Stack, status: string, beginning: Beginning): void {
    const run = this.#world.uuid()
    const work: Work = {changes: [], garbage: [], failed: [], ...beginning, run}
    this.#state.put(withStatus(this.#world, {...stack, work}, status, 'User Initiated'))
    this.#next({stackId: stack.id, run}, this.#world.switches.stackStepMs)
  }

  /** After a restart: what was in the middle of a step does it again; the others have their timer. */
  takeUp(waiting: readonly {readonly kind: string; readonly payload: unknown}[]): void {
    const timed = new Set(waiting.filter(({kind}) => kind === TIMER).map(({payload}) => (payload as Step).run))
    for (const {id, work} of this.#state.all()) {
      if (work !== undefined && !timed.has(work.run)) this.#next({stackId: id, run: work.run}, 0)
    }
  }

  #next(step: Step, delayMs: number): void {
    const dueAt = this.#world.clock.now() + delayMs
    this.#world.clock.schedule({dueAt, kind: TIMER, payload: step})
  }

  async #proceed(step: Step): Promise<void> {
    const stack = this.#state.get(step.stackId)
    if (stack?.work?.run !== step.run) return
    const {clock, switches} = this.#world
    const {era} = clock
    const save = (now: Stack) => {
      if (era === clock.era) this.#state.put(now)
    }
    const [task] = stack.work.queue
    let waits = switches.stackStepMs
    try {
      if (stack.work.settling !== undefined) {
        if (await this.#settled(stack, task, save)) waits = 0
        else waits = SETTLE_MS
      } else if (task !== undefined) save(await this.#do(stack, task, save))
      else save(afterwards(this.#world, this.#state, stack))
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      if (era === clock.era) this.#failed(step.stackId, task, error, save)
    }
    if (era !== clock.era) return
    if (this.#state.get(step.stackId)?.work?.run === step.run) this.#next(step, waits)
  }

  async #do(stack: Stack, task: Task, save: (now: Stack) => void): Promise<Stack> {
    const done = await this.#carriedOut(stack, task, save)
    // A removal that takes a while stays the first task until it is over.
    if (task.kind === 'remove' && done.work?.settling !== undefined) return done
    return withoutFirst(done)
  }

  #carriedOut(stack: Stack, task: Task, save: (now: Stack) => void): Promise<Stack> {
    if (task.kind === 'apply') return this.#resources.apply(stack, task.logicalId, save)
    if (task.kind === 'remove') return this.#resources.remove(stack, task, save)
    return this.#resources.revert(stack, task.change, save)
  }

  /** false: what was made or removed last is not ready or gone yet. */
  async #settled(stack: Stack, task: Task | undefined, save: (now: Stack) => void): Promise<boolean> {
    const {settling, ...work} = stack.work as Work
    const settled = {...stack, work}
    if (task?.kind === 'remove') {
      if (!(await this.#resources.isGone(stack, task.resource))) return false
      save(withoutFirst(this.#resources.removed(settled, task)))
      return true
    }
    const resource = stack.resources.get(settling ?? '')
    if (resource !== undefined && !(await this.#resources.isReady(stack, resource))) return false
    if (resource === undefined) save(settled)
    else save(withResource(this.#world, settled, resource, resource.status.replace('IN_PROGRESS', 'COMPLETE')))
    return true
  }

  /** The stack may have got further than the step began with. */
  #failed(stackId: string, task: Task | undefined, error: ServiceError, save: (now: Stack) => void): void {
    const stack = this.#state.get(stackId)
    if (stack === undefined) return
    const reason = reasonOf(error, {requestId: this.#world.uuid(), token: this.#world.uuid()})
    save(failing(this.#world, stack, task, reason))
  }
}

function withoutFirst(stack: Stack): Stack {
  return withWork(stack, ({queue}) => ({queue: queue.slice(1)}))
}
