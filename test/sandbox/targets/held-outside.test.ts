import {setTimeout} from 'node:timers/promises'
import {expect, it} from 'vitest'
import {startTestSandbox} from '../../support/sandbox.ts'

it('a reply of a server outside is told to be held once it is there to be held, however long the server takes', async () => {
  await using sandbox = await startTestSandbox()
  sandbox.faults.set([{kind: 'hold', service: 'postgres', operation: 'connect'}])
  const faults = () => sandbox.callRecord.entries().filter(({kind}) => kind === 'fault').length
  const server = Promise.withResolvers<{status: number; tookEffect: boolean}>()
  const request = {
    service: 'postgres' as const,
    operation: 'connect',
    input: {},
    recordedAs: {service: 'postgres', operation: 'connect'},
  }
  let isOver = false
  const passing = sandbox.gate
    .pass(request, () => server.promise)
    .then(outcome => {
      isOver = true
      return outcome
    })
  await setTimeout(20)
  expect(faults()).toBe(0)
  // Too early: there is nothing yet.
  sandbox.faults.release()
  server.resolve({status: 200, tookEffect: true})
  await setTimeout(20)
  expect([faults(), isOver]).toEqual([1, false])
  sandbox.faults.release()
  expect(await passing).toMatchObject({kind: 'answer', status: 200, tookEffect: true})
})
