import type {Plan, Scenario} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {repair} from '../settling.ts'
import {passPeriod, rotateOrRepair} from './rotations.ts'

/** Calls that retire, by provider. */
const RETIRING = {
  iam: ['UpdateAccessKey', 'DeleteAccessKey'],
  appsync: ['UpdateApiKey', 'DeleteApiKey'],
} as const

export interface DeniedRetirement {
  readonly operation: string
  /** The invocation in which it was denied. Absent: the function never called it. */
  readonly denied?: StepResult
  /** Version of the last rotation; undefined: it did not succeed. */
  readonly last: string | undefined
}

/** R, then rotations of which one has a call that retires denied, in one step; everything works again afterwards. */
export function deniedRetirement(plan: Plan): readonly Scenario<DeniedRetirement>[] {
  const service = plan.provider
  if (service === undefined) return []
  return RETIRING[service].map(operation => ({
    name: `denied-retirement/${operation}`,
    async play(bench) {
      const found: {denied?: StepResult} = {}
      await rotateOrRepair(bench)
      let last: string | undefined
      for (let round = 0; round < 3; round += 1) {
        await passPeriod(bench)
        if (found.denied === undefined) bench.faults([{kind: 'access-denied', service, operation}])
        const rotation = await bench.rotate({
          attempts: 3,
          afterStep(result) {
            if (!result.calls.some(({fault}) => fault !== undefined)) return
            found.denied = result
            bench.faults([])
          },
        })
        if (!rotation.ok) await repair(bench)
        last = rotation.ok ? rotation.token : undefined
      }
      return {operation, ...found, last}
    },
  }))
}
