import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, HOUR, loginProbe, startDoctorStage} from '../support/doctor-stage.ts'

const NAME = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'
const PASSWORD = 'pä/ss+"w\\ord?'
const probed = ['doctor', NAME, '--probe', loginProbe]

let stage: DoctorStage

beforeEach(async () => {
  stage = await startDoctorStage()
})
afterEach(() => stage[Symbol.asyncDispose]())

/** A first rotation that fails, so that AWSCURRENT is the value that the function writes into its log. */
async function stuck(says: readonly string[], functionArn?: string): Promise<void> {
  const arn = functionArn ?? (await stage.rotator(ROTATOR, {step: 'createSecret', how: 'throws', says}))
  await stage.secret(NAME, arn, {password: PASSWORD})
  await stage.pass(HOUR)
}

describe('what the function wrote', () => {
  it('is shown with --show-logs only, after a warning', async () => {
    await stuck(['asking db-1 for the third time'])
    const silent = await stage.run(probed)
    expect(silent.stdout + silent.stderr).not.toContain('asking db-1')
    const run = await stage.run([...probed, '--show-logs'])
    expect(run.stderr).toContain('--show-logs shows what the function wrote, secrets too')
    expect(run.stdout).toMatch(/^\S+Z {2}log {2}START RequestId: /m)
    expect(run.stdout).toMatch(/^\S+Z {2}log {2}asking db-1 for the third time$/m)
    expect(run.stdout).toMatch(/^Log of prod\/orders\/db: \/aws\/lambda\/orders-db-rotation since \S+Z$/m)
  })

  it('is in the JSON as well, and null without the flag', async () => {
    await stuck(['asking db-1'])
    expect(secretOf(await stage.run([...probed, '--json'])).log).toBeNull()
    const run = await stage.run([...probed, '--json', '--show-logs'])
    expect(secretOf(run).log?.lines).toContainEqual(expect.objectContaining({own: true, text: 'asking db-1'}))
    expect(run.stderr).toContain('--show-logs shows')
  })

  it('hides the values that the run read: plain, in base64, hex, URL- and JSON-escaped', async () => {
    const bytes = Buffer.from(PASSWORD)
    const forms = [
      PASSWORD,
      bytes.toString('base64'),
      bytes.toString('hex'),
      encodeURIComponent(PASSWORD),
      JSON.stringify(PASSWORD).slice(1, -1),
    ]
    await stuck(forms.map((form, index) => `form ${index} is ${form}.`))
    const run = await stage.run([...probed, '--show-logs'])
    for (const [index, form] of forms.entries()) {
      expect(run.stdout).toContain(`form ${index} is [masked].`)
      expect(run.stdout + run.stderr).not.toContain(form)
    }
    const unread = await stage.run(['doctor', NAME, '--show-logs'])
    expect(unread.stdout).toContain(`form 2 is ${bytes.toString('hex')}.`)
  })

  it('hides values of other secrets of the run, too, whichever is read first', async () => {
    const arn = await stage.rotator(ROTATOR, {step: 'createSecret', how: 'throws', says: ['other-password-0002']})
    await stuck([], arn)
    await stage.secret('prod/z', undefined, {password: 'other-password-0002'})
    const run = await stage.run(['doctor', NAME, 'prod/z', '--probe', loginProbe, '--show-logs'])
    expect(run.stdout).toContain('[masked]')
    expect(run.stdout).not.toContain('other-password-0002')
  })

  it('shows escapes of a terminal as text', async () => {
    await stuck(['\u001b[2J cleared'])
    const run = await stage.run([...probed, '--show-logs'], {tty: {columns: 100}, env: {NO_COLOR: '1'}})
    expect(run.stdout).toContain('\\x1b[2J cleared')
  })

  it('is not read where nothing is pending and nothing failed, which is said', async () => {
    await stage.secret(NAME, await stage.rotator(ROTATOR))
    await stage.pass(HOUR)
    const run = await stage.run([...probed, '--show-logs'])
    expect(run.stdout).toContain('Log of prod/orders/db: not read: nothing is pending and no rotation failed')
  })

  it('of another secret that shares the function is only counted', async () => {
    const arn = await stage.rotator(ROTATOR, {step: 'createSecret', how: 'throws', says: ['shared words']})
    await stuck([], arn)
    await stage.secret('prod/z', arn)
    await stage.pass(HOUR)
    const run = await stage.run([...probed, '--show-logs'])
    const log = run.stdout.slice(run.stdout.indexOf('Log of'))
    expect(log).toContain('shared words')
    expect(log).toMatch(/; \d+ more of the same function, maybe another secret$/m)
    expect(log).not.toContain('secret:prod/z')
  })

  it('of a step that the repair sends is shown as well, masked', async () => {
    await stage.secret(NAME, await stage.rotator(ROTATOR), {password: PASSWORD})
    await stage.pass(HOUR)
    await stage.mend(ROTATOR, {step: 'setSecret', how: 'throws'})
    const pending = await stage.rotate(NAME)
    await stage.pass(HOUR)
    await stage.mend(ROTATOR, {
      step: 'setSecret',
      how: 'throws',
      says: [`by hand with ${await stage.password(NAME, pending)}`],
    })
    const trust = ['--trust-handler', await stage.codeOf(ROTATOR), '--allow', 'pending-not-applied']
    const run = await stage.run([...probed, '--fix', ...trust, '--show-logs'])
    expect(run.stderr).toContain('by hand with [masked]')
  })
})
