import {rotationSteps, type RotationStep} from '../rotation/secret.ts'
import type {StepRecord} from './step-send.ts'
import type {StepRun} from './step-run.ts'
import {trustMissing} from './step-session.ts'

/** What each step answers by itself in a script. */
const answeredBy = '--only STEP, --until STEP'

/** Asks at each step how it goes on, until the rotation is over or somebody stops. */
export async function walkByHand(run: StepRun, start: RotationStep): Promise<void> {
  let at: Place = {next: start, fresh: true}
  while (at.next !== undefined || at.last !== undefined) {
    if (at.fresh && at.next !== undefined) run.announce(at.next)
    const way = await wayOn(run, at)
    const step: RotationStep | undefined = way === 'n' ? at.next : way === 'a' ? at.last?.step : undefined
    if (way === 'q') return
    if (way === 's') at = await skip(run, at)
    else if (step !== undefined) {
      const record = await sendAsked(run, step)
      if (record === undefined) at = {...at, fresh: false}
      else if (record.outcome === 'ok') at = {next: following(step), last: record, fresh: true}
      else at = {last: record, fresh: true}
      if (run.context.signal.aborted || (record?.outcome === 'ok' && at.next === undefined)) return
    } else {
      look(run, way, at)
      at = {...at, fresh: false}
    }
  }
}

interface Place {
  /** Absent: the last one failed, so it is sent again or left. */
  readonly next?: RotationStep | undefined
  readonly last?: StepRecord | undefined
  /** `next` was not shown yet. */
  readonly fresh: boolean
}

/** The letter of what is to be done; finishSecret has a question of its own and none before it. */
async function wayOn(run: StepRun, {next, last, fresh}: Place): Promise<string> {
  const sendable = next !== undefined && trustMissing(run.session, next) === undefined
  if (next === 'finishSecret' && fresh && sendable) return 'n'
  const looks = [
    {letter: 'e', name: 'event'},
    {letter: 'l', name: 'log'},
    {letter: 'c', name: 'changes'},
  ]
  const ways = [
    ...(sendable ? [{letter: 'n', name: 'next'}] : []),
    ...(last === undefined ? [] : [{letter: 'a', name: 'again'}]),
    {letter: 's', name: 'skip to'},
    ...(last === undefined ? [] : looks),
    {letter: 'q', name: 'stop'},
  ]
  return run.context.ask.choose({ways, answeredBy})
}

async function skip(run: StepRun, at: Place): Promise<Place> {
  const ways = rotationSteps.map(step => ({letter: step.slice(0, 1), name: step}))
  const letter = await run.context.ask.choose({ways: [...ways, {letter: 'b', name: 'back'}], answeredBy})
  const next = rotationSteps.find(step => step.startsWith(letter))
  return next === undefined ? {...at, fresh: false} : {next, last: at.last, fresh: true}
}

/** undefined: somebody said no, and nothing was sent. */
async function sendAsked(run: StepRun, step: RotationStep): Promise<StepRecord | undefined> {
  if (!(await run.mayTest(step))) return undefined
  if (step === 'finishSecret') {
    const message = `Send ${step}?`
    if (!(await run.context.ask.confirm({message, answeredBy: '--until finishSecret'}))) return undefined
  }
  return run.send(step)
}

function look(run: StepRun, letter: string, {next, last}: Place): void {
  const step = next ?? last?.step
  if (letter === 'e' && step !== undefined) run.showEvent(step)
  if (letter === 'l') run.showLog()
  if (letter === 'c') run.showChanges()
}

function following(step: RotationStep): RotationStep | undefined {
  return rotationSteps[rotationSteps.indexOf(step) + 1]
}
