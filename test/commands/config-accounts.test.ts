import {writeFile} from 'node:fs/promises'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {FAR, type FarFunction, startFarFunction, THERE} from '../support/far-function.ts'

const CONFIGURATION = 'lambda:GetFunctionConfiguration'
const ROOM = 'lambda:GetFunctionConcurrency'
const ASSUME = 'sts:AssumeRole'

let far: FarFunction

beforeEach(async () => {
  far = await startFarFunction()
})
afterEach(() => far[Symbol.asyncDispose]())

const byRole = () => far.configure({[THERE]: {role: 'operator'}})
const byProfile = () => far.configure({[THERE]: {profile: 'far'}})

describe('a function of another account is read as the configuration says', () => {
  const started = ['rotate', FAR, '--yes', '--allow', 'rotation-off', '--watch', '--timeout', '1m', '--json']

  it('by rotate, and not at all where it says nothing', async () => {
    expect((await far.run(started)).calledActions).not.toContain(CONFIGURATION)
  })

  it.each([
    ['role', byRole, true],
    ['profile', byProfile, false],
  ])('by rotate through a %s, with its log', async (_, configure, assumes) => {
    await configure()
    const {calledActions} = await far.run(started)
    expect(calledActions).toContain(CONFIGURATION)
    expect(calledActions).toContain('logs:FilterLogEvents')
    expect(calledActions.includes(ASSUME)).toBe(assumes)
  })

  it('by rotate of many, which asks how many it takes at a time', async () => {
    const many = ['rotate', '--filter', 'prod/', '--dry-run', '--json']
    expect((await far.run(many)).calledActions).not.toContain(ROOM)
    await byRole()
    expect((await far.run(many)).calledActions).toContain(ROOM)
  })

  it('by watch, whose next command names the file again', async () => {
    await far.run(started)
    await byRole()
    const watch = ['watch', FAR, '--timeout', '1m']
    expect((await far.run(watch)).calledActions).toContain(CONFIGURATION)
    const named = await far.run([...watch, '--config', far.configFile])
    expect(named.stderr).toMatch(new RegExp(`Next: secrot .*--config ${far.configFile}`))
  })

  it('by history', async () => {
    const history = ['history', FAR, '--json']
    expect(JSON.parse((await far.run(history)).stdout)).toMatchObject({notRead: [{fact: 'function'}]})
    await byRole()
    expect(JSON.parse((await far.run(history)).stdout)).toMatchObject({notRead: []})
  })

  it('unless a flag names a profile, which goes before it', async () => {
    await byRole()
    const run = await far.run(['history', FAR, '--function-profile', 'far', '--json'])
    expect(run.calledActions).not.toContain(ASSUME)
    expect(JSON.parse(run.stdout)).toMatchObject({notRead: []})
  })

  it('and stays unread, with the action named, where the role may not be assumed', async () => {
    await far.configure({[THERE]: {role: 'nobody'}})
    const run = await far.run(['history', FAR, '--json'])
    expect(JSON.parse(run.stdout)).toMatchObject({notRead: [{fact: 'function', action: ASSUME}]})
    expect(run.calledActions).not.toContain(CONFIGURATION)
  })
})

describe('the configuration', () => {
  it('that cannot be used ends the command before anything has changed (exit 2)', async () => {
    await writeFile(far.configFile, '{"accounts": 1}', {mode: 0o600})
    const run = await far.run(['rotate', FAR, '--yes', '--allow', 'rotation-off', '--watch'])
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('accounts is')
    expect(run.calledActions).not.toContain('secretsmanager:RotateSecret')
  })

  it('is not opened where all is in one account', async () => {
    await writeFile(far.configFile, 'no configuration', {mode: 0o600})
    await far.stage.secret('prod/near', await far.stage.rotator('near'), {rotate: false})
    expect((await far.run(['history', 'prod/near'])).exitCode).toBe(0)
  })
})
