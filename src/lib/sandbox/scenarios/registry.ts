import type {Scenario} from './scenario.ts'

/** Scenarios by name; each is loaded when it is asked for. */
export const SCENARIOS: Readonly<Record<string, () => Promise<Scenario>>> = {
  demo: async () => (await import('./demo/scenario.ts')).demo,
}
