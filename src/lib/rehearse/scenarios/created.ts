import type {Bench, StagedSecret} from '../bench.ts'
import type {StepResult} from '../observation.ts'
import {openedBefore} from './opened.ts'
import {stateOf, type State} from './state.ts'

/** createSecret of a rotation that was just opened, and how things stood before and after it. */
export interface Created {
  readonly token: string
  readonly result: StepResult
  readonly before: State
  readonly after: State
}

/** Opens a rotation and runs createSecret alone. */
export async function createdWith(bench: Bench, secret: StagedSecret = bench.secret): Promise<Created> {
  const {rotation} = await openedBefore(bench, 'createSecret', secret)
  const before = await stateOf(bench, secret)
  const result = await bench.step(rotation, 'createSecret')
  return {token: rotation.token, result, before, after: await stateOf(bench, secret)}
}
