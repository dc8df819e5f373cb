import type {Scenario} from '../item.ts'
import type {RotationResult} from '../observation.ts'
import {objectIn, secretWith} from './first-values.ts'

/** The value that createSecret made of another one. It holds both, so it stays in this process. */
export interface NewValueFacts {
  readonly rotation: RotationResult
  readonly before: string
  /** Absent: createSecret stored none. */
  readonly after?: string
}

/** createSecret of the value as it was given. */
export const newValue: Scenario<NewValueFacts | undefined> = {
  name: 'new-value/as-given',
  group: 'new-value',
  async play(bench) {
    const before = bench.value('AWSCURRENT')
    if (before === undefined) return undefined
    const rotation = await bench.rotate({before: 'setSecret'})
    const after = bench.value(rotation.token)
    return {rotation, before, ...(after === undefined ? {} : {after})}
  },
}

/** Fields that no rotation function knows, as consumers add them. */
export const ADDED = {
  'added by a consumer': 'kept — “exactly” so',
  addedList: [1, null, {deep: ['ü', true, 2.5]}],
  addedEmpty: {list: [], object: {}, text: ''},
  addedNumber: 7,
} as const

/** createSecret of a value with more fields; undefined: the value is no JSON object. */
export const moreFields: Scenario<NewValueFacts | undefined> = {
  name: 'new-value/more-fields',
  group: 'new-value',
  async play(bench) {
    const given = objectIn(bench.value('AWSCURRENT'))
    if (given === undefined) return undefined
    const before = JSON.stringify({...given, ...ADDED})
    const secret = await secretWith(bench, `${bench.secret.name}-more-fields`, before)
    const rotation = await bench.rotate({secret, before: 'setSecret'})
    const after = bench.value(rotation.token, secret)
    return {rotation, before, ...(after === undefined ? {} : {after})}
  },
}
