import type {Scenario} from '../item.ts'
import {createdWith, type Created} from './created.ts'
import {secretWith} from './first-values.ts'

/** createSecret of a secret that never had a value. */
export const missingCurrent: Scenario<Created> = {
  name: 'missing-current',
  play: async bench => createdWith(bench, await secretWith(bench, `${bench.secret.name}-unfilled`)),
}
