import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {changesOf, findingOf, secretOf} from '../support/doctor-answers.ts'
import {FAR, type FarFunction, startFarFunction, THERE} from '../support/far-function.ts'

const CONFIGURATION = 'lambda:GetFunctionConfiguration'

let far: FarFunction

beforeEach(async () => {
  far = await startFarFunction()
})
afterEach(() => far[Symbol.asyncDispose]())

const doctor = (...more: readonly string[]) => far.run(['doctor', FAR, ...more])

describe('a function of another account', () => {
  it('is looked at through the role that the configuration names', async () => {
    expect(secretOf(await doctor('--json')).unread).not.toEqual([])
    await far.configure({[THERE]: {role: 'operator'}})
    const run = await doctor('--json')
    expect(secretOf(run).unread).toEqual([])
    expect(run.calledActions).toContain('sts:AssumeRole')
    expect(run.calledActions).toContain(CONFIGURATION)
  })

  it('is looked at through the profile that the configuration names', async () => {
    await far.configure({[THERE]: {profile: 'far'}})
    const run = await doctor('--json')
    expect(secretOf(run).unread).toEqual([])
    expect(run.calledActions).not.toContain('sts:AssumeRole')
  })

  it('assumes a role once a run, whatever is read through it', async () => {
    await far.configure({[THERE]: {role: 'operator'}})
    const {calledActions} = await doctor('--json')
    expect(calledActions.filter(action => action === 'sts:AssumeRole')).toHaveLength(1)
  })

  it('stays unknown, with the action named, where the role may not be assumed', async () => {
    await far.configure({[THERE]: {role: 'nobody'}})
    const run = await doctor('--json')
    expect(secretOf(run).unread).toContainEqual(expect.objectContaining({fact: 'function', action: 'sts:AssumeRole'}))
    expect(run.calledActions).not.toContain(CONFIGURATION)
  })

  it('stays unknown where the profile is of a third account', async () => {
    const other = far.stage.sandbox.addAccount('777788889999')
    await far.profileOf(other)
    await far.configure({[THERE]: {profile: 'far'}})
    const run = await doctor('--json')
    expect(secretOf(run).unread).toContainEqual(
      expect.objectContaining({reason: expect.stringContaining('is of 777788889999') as string}),
    )
    expect(run.calledActions).not.toContain(CONFIGURATION)
  })

  it('gets no permission through a role, which only reads', async () => {
    await far.takePermission()
    await far.configure({[THERE]: {role: 'operator'}})
    const run = await doctor('--fix', '--yes', '--json')
    expect(findingOf(run, 'invoke-permission-missing')).toMatchObject({
      plan: null,
      refusedBecause: expect.stringContaining('--function-profile') as string,
    })
    expect(changesOf(run)).toEqual([])
  })

  it('gets one through a profile, and the command that is shown names the profile', async () => {
    await far.takePermission()
    await far.configure({[THERE]: {profile: 'far'}})
    const run = await doctor('--fix', '--yes')
    expect(changesOf(run)).toContain('AddPermission')
    expect(run.stderr).toMatch(/aws lambda add-permission .*--profile far/s)
  })
})
