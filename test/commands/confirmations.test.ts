import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {hour} from '../support/a-secret.ts'
import {type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'

const name = 'prod/api'
const left = 'prod/left'

let fleet: RotatingFleet

beforeAll(async () => {
  fleet = await startFleet()
  await fleet.secret(name, await fleet.rotator('api-rotation'))
  await fleet.secret('prod/other', await fleet.rotator('other-rotation'))
  const fails = await fleet.rotator('left-rotation', {failsIn: 'createSecret', how: 'throws', saysVersion: true})
  await fleet.secret(left, fails)
  await fleet.secret('prod/half', await fleet.rotator('half-rotation', {failsIn: 'testSecret', how: 'throws'}))
  await fleet.pass(hour)
})

afterAll(() => fleet[Symbol.asyncDispose]())

/** What changes something, with what its question is about. */
const changes: readonly (readonly [line: string, subject: string])[] = [
  ['rotate prod/api', name],
  ['rotate prod/api prod/other', name],
  ['enable prod/api --function api-rotation --every 7d --later', name],
  ['disable prod/api', name],
  ['rollback prod/api --unproven', name],
  ['put prod/api', name],
  ['step prod/half', 'prod/half'],
  ['grant other-rotation --secret prod/other --narrow', 'other-rotation'],
  ['grant api-rotation --revoke secrets-manager', 'api-rotation'],
  ['doctor prod/left --fix', left],
]

describe.each(changes)('secrot %s', (line, subject) => {
  it(`says account, region and ${subject} before it asks, and Enter changes nothing`, async () => {
    const calls = fleet.sandbox.callRecord.entries().length
    let asked = ''
    const run = await fleet.run(line.split(' '), {
      tty: {columns: 100},
      env: {NO_COLOR: '1'},
      answers: line.startsWith('put') ? ['a new value'] : [],
      answerElse: line.startsWith('step') ? 'q' : '',
      onOutput: written => {
        asked ||= /\((?:y\/N|type )|stop \[q\]/.test(written.stderr) ? written.stderr + written.stdout : ''
      },
    })
    expect(asked).not.toBe('')
    for (const said of ['111122223333', 'eu-central-1', subject]) expect(asked).toContain(said)
    const sent = fleet.sandbox.callRecord.entries().slice(calls)
    const reads = /^(?:Get|List|Describe|Lookup|Filter|Simulate)/
    expect(sent.filter(({kind, operation}) => kind === 'call' && !reads.test(operation ?? ''))).toEqual([])
    expect(run.exitCode).toBe(3)
  })
})

describe('taking a permission away', () => {
  const revoke = ['grant', 'api-rotation', '--revoke', 'secrets-manager']

  it('wants the id of the statement typed: y is not enough, nor is --yes', async () => {
    const typed = await fleet.run(revoke, {tty: {columns: 100}, env: {NO_COLOR: '1'}, answers: ['y']})
    expect(typed.stderr).toContain('type secrets-manager')
    expect(typed.exitCode).toBe(3)
    const flag = await fleet.run([...revoke, '--yes'])
    expect(flag.exitCode).toBe(2)
    expect(flag.stderr).toContain('--allow secrets-manager')
  })
})
