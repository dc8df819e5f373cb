/** Account Management, as far as it says which regions an account has. It keeps no state: nobody opts in here. */
import type {Service, World} from '../../kernel.ts'
import {listRegions} from './list-regions.ts'

export function createAccount(world: World): Service {
  const operation = listRegions(world)
  return {
    definition: {
      id: 'account',
      protocol: 'rest-json',
      eventSource: 'account.amazonaws.com',
      messageKey: () => 'message',
      operations: {[operation.name]: operation},
    },
    snapshot: () => undefined,
    restore() {},
  }
}
