import {realNow} from '../clock.ts'
import type {Sandbox} from '../sandbox.ts'
import {SCENARIOS} from './registry.ts'
import {UnknownScenario, type Scenario} from './scenario.ts'

/** Resets the sandbox and builds a scenario. Throws UnknownScenario before anything is changed. */
export async function loadScenario(sandbox: Sandbox, name: string): Promise<void> {
  await buildScenario(sandbox, await scenarioNamed(name)())
}

/** How to load a scenario. Throws UnknownScenario. */
export function scenarioNamed(name: string): () => Promise<Scenario> {
  const load = Object.hasOwn(SCENARIOS, name) ? SCENARIOS[name] : undefined
  if (load === undefined) throw new UnknownScenario(name, Object.keys(SCENARIOS))
  return load
}

/** Resets the sandbox, goes back to where the story starts, builds it and lets time run on to now. */
export async function buildScenario(sandbox: Sandbox, scenario: Scenario): Promise<void> {
  const {clock} = sandbox
  await sandbox.reset()
  const end = clock.mode === 'manual' ? clock.now() : realNow()
  clock.startAt(end - (scenario.startsBeforeMs ?? 0))
  await scenario.build(sandbox)
  await clock.advanceTo(clock.mode === 'manual' ? end : realNow())
  await scenario.setOff?.(sandbox)
}
