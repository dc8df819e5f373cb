import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {stackBench, type StackBench} from './support.ts'

let bench: StackBench

beforeEach(async () => {
  bench = await stackBench()
})

afterEach(() => bench[Symbol.asyncDispose]())

const one = (Type: string, Properties: object) => ({Resources: {One: {Type, Properties}}})
const topic = (Properties: object) => one('AWS::SNS::Topic', Properties)

describe('a stack in the middle of a step', () => {
  it('fails where its call is cut', async () => {
    bench.sandbox.faults.set([{kind: 'connection-reset', service: 'sns', operation: 'CreateTopic'}])
    expect((await bench.create(topic({}))).StackStatus).toBe('ROLLBACK_COMPLETE')
    expect(await bench.failures()).toEqual([
      expect.stringMatching(/Unable to execute HTTP request.*HandlerErrorCode: NetworkFailure\)$/),
    ])
  })
})
