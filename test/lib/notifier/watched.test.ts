import {createHash} from 'node:crypto'
import {describe, expect, it} from 'vitest'
import {isWatched} from '../../../src/lib/notifier/watched.ts'
import {fits, packed, unpacked, WATCHED} from '../../../src/lib/operations/notify/watched-list.ts'

const place = {partition: 'aws', region: 'eu-central-1', accountId: '111122223333'}
const letters = (index: number) => createHash('sha256').update(String(index)).digest('hex').slice(0, 6)
const arnOf = (index: number) =>
  `arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/service-${index}/api-key-${letters(index)}`
const arns = Array.from({length: 400}, (_, index) => arnOf(index))

describe('the list of the secrets that are watched', () => {
  it('holds some hundreds in the variables of a function, and is read back as it was', () => {
    const variables = {TOPIC_ARN: 'arn:aws:sns:eu-central-1:111122223333:secrot-notify', [WATCHED]: packed(arns)}
    expect(fits(variables)).toBe(true)
    expect(unpacked(variables, place)).toEqual(arns.toSorted())
  })

  it('is read by the function as it was written', () => {
    const list = packed(arns)
    expect(arns.every(arn => isWatched(arn, list))).toBe(true)
    expect([isWatched(arnOf(400), list), isWatched(`${arnOf(1)}x`, list)]).toEqual([false, false])
  })

  it('keeps nothing back where it is not there or cannot be read', () => {
    expect([isWatched(arnOf(1), undefined), isWatched(arnOf(1), 'by hand')]).toEqual([true, true])
    expect([unpacked({}, place), unpacked({[WATCHED]: 'by hand'}, place)]).toEqual([undefined, undefined])
  })
})
