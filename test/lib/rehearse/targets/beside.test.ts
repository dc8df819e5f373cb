import {describe, expect, it} from 'vitest'
import {choiceBeside} from '../../../../src/lib/rehearse/targets/beside.ts'
import {stageNone} from '../../../../src/lib/rehearse/targets/none.ts'
import type {StagedTarget} from '../../../../src/lib/rehearse/targets/staged.ts'
import type {TargetChoice} from '../../../../src/lib/rehearse/targets/target-choice.ts'

const sandbox = {} as Parameters<TargetChoice['setup']>[0]

/** A target that takes every value with one of these letters in it. */
function aChoice(name: string, letters: string): TargetChoice {
  const setup = (_: unknown, staged: string): StagedTarget => {
    const none = stageNone(staged)
    const takes = (value: string) => letters.split('').some(letter => value.includes(letter))
    const standing = (value: string) => ({
      acceptedNow: takes(value),
      active: takes(value),
      ...(value.includes('!') ? {places: {near: takes(value), far: false}} : {}),
    })
    return {
      ...none,
      target: {...none.target, standing, state: () => name},
      fields: {password: name, userName: `user of ${name}`},
    }
  }
  return {setup, name, value: ''}
}

const chosen = (template: string) => choiceBeside(aChoice('first', 'ab'), [aChoice('second', 'ac')], template)
const made = (template: string, name = 'first') => chosen(template).setup(sandbox, name)

describe('targets beside the first', () => {
  it('must take a value that holds their credential', async () => {
    const {target} = await made('{"one":"{{password}}","two":"{{password2}}"}')
    expect(['a', 'b', 'c'].map(value => target.standing(value))).toEqual([
      {acceptedNow: true, active: true},
      {acceptedNow: false, active: false},
      {acceptedNow: false, active: false},
    ])
    expect(await target.state()).toBe('first second')
  })

  it('must take it at each place of the first', async () => {
    const {target} = await made('{"one":"{{password}}","two":"{{password2}}"}')
    expect(target.standing('a!')).toMatchObject({places: {near: true, far: false}})
    expect(target.standing('b!')).toMatchObject({places: {near: false, far: false}})
  })

  it('are asked nothing where the secret holds no credential of theirs', async () => {
    const {target} = await made('{"one":"{{password}}","two":"{{username2}}"}')
    expect(target.standing('b')).toEqual({acceptedNow: true, active: true})
    expect(await target.state()).toBe('first ')
  })

  it('leave what the function does to a credential of theirs without a judge where the secret holds one', () => {
    expect(chosen('{"one":"{{password}}","two":"{{password2}}"}').holdsUnjudged).toBe(true)
    expect(chosen('{"one":"{{password}}","two":"{{username2}}"}').holdsUnjudged).toBe(false)
  })

  it('have fields with their number, and are made anew for the second secret', async () => {
    const {fields, target} = await made('', 'first-2')
    expect(fields).toMatchObject({password: 'first', password2: 'second'})
    expect(target.beside).toEqual(['user of second'])
    expect(target.title).toBe('first-2, beside it second-2')
  })
})
