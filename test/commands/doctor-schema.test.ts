import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {answers, NAME, type PlanStage, probe, startPlanStage} from '../support/plan-stage.ts'

let plans: PlanStage

beforeAll(async () => {
  plans = await startPlanStage()
  await plans.consumersDown()
})
afterAll(() => plans[Symbol.asyncDispose]())

// The stage holds every answer that the doctor's tests see against the schema; here it is shown that it can fail.
describe('the schema of the doctor’s answers', () => {
  it('takes a diagnosis, a repair and what the function wrote, and no member more', async () => {
    const looked = await plans.stage.run(['doctor', NAME, ...probe, '--show-logs', '--all', '--json'])
    const fixed = await plans.stage.run(['doctor', NAME, ...probe, '--fix', ...answers, '--json'])
    for (const {json} of [looked, fixed]) {
      const answer = json as {secrets: readonly object[]}
      expect(breachesOf('doctor', answer)).toEqual([])
      expect(breachesOf('doctor', {...answer, more: 1})).not.toEqual([])
      expect(breachesOf('doctor', {...answer, secrets: [{...answer.secrets[0], more: 1}]})).not.toEqual([])
    }
  })

  it('takes a fleet with a secret that is not there, and nothing to say', async () => {
    const run = await plans.stage.run(['doctor', NAME, 'prod/nobody', '--json'])
    expect(breachesOf('doctor', run.json)).toEqual([])
    const none = await plans.stage.run(['doctor', '--function', 'orders-db-rotation', '--json'])
    expect(breachesOf('doctor', none.json)).toEqual([])
  })

  it('takes the second shape, of --explain', async () => {
    for (const id of ['all', 'pending-live-current-dead']) {
      const {json} = await plans.stage.run(['doctor', '--explain', id, '--json'])
      expect(breachesOf('doctor', json)).toEqual([])
      expect(breachesOf('doctor', {...(json as object), secrets: []})).not.toEqual([])
    }
  })
})
