import {lackOf, sentStep} from '../effect.ts'
import {fail, pass, type Item} from '../item.ts'

export const successMeansEffect: Item = {
  id: 'success-means-effect',
  class: 'errors',
  severity: 'critical',
  rule: 'A step that reports success has achieved its result',
  hint: 'Await every call; check its result',
  kinds: 'any',
  watch(observation, plan) {
    const done = observation.invocations.filter(result => result.ok && sentStep(result, observation) !== undefined)
    for (const result of done) {
      const lack = lackOf(result, observation, plan)
      if (lack !== undefined) return fail(`${result.step} reports success once it has its result`, lack)
    }
    return done.length === 0 ? undefined : pass
  },
}
