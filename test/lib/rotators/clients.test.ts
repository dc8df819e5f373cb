import {expect, it} from 'vitest'
import {Budget} from '../../../src/lib/rotators/budget.ts'
import {Clients, type ClientConfig, type OwnConfig} from '../../../src/lib/rotators/clients.ts'
import {stillClock} from './support/still-clock.ts'

/** The configuration that a client is made with. */
function configOf(own?: OwnConfig): ClientConfig {
  let made: ClientConfig | undefined
  class NotedClient {
    readonly middlewareStack = {add() {}}
    constructor(config: ClientConfig) {
      made = config
    }
    destroy() {}
  }
  new Clients(new Budget(stillClock(), undefined), {}).make(NotedClient as never, own)
  return made!
}

it('a client tries five times, and waits four seconds for each answer', () => {
  const {maxAttempts, requestHandler} = configOf()
  expect([maxAttempts, requestHandler.requestTimeout]).toEqual([5, 4000])
})

it('a client of what takes its time waits for as long as it is told', () => {
  const {maxAttempts, requestHandler} = configOf({maxAttempts: 1, answerMs: 28_500})
  expect([maxAttempts, requestHandler.requestTimeout]).toEqual([1, 28_500])
})
