import {AddPermissionCommand, RemovePermissionCommand} from '@aws-sdk/client-lambda'
import {CancelRotateSecretCommand, PutSecretValueCommand, TagResourceCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {PlanFile} from '../../src/lib/plan/plan-file.ts'
import {changesOf, resultOf} from '../support/doctor-answers.ts'
import {HOUR} from '../support/doctor-stage.ts'
import type {SecrotRun} from '../support/run-secrot.ts'
import {answers, NAME, type PlanStage, probe, ROTATOR, startPlanStage} from '../support/plan-stage.ts'

let plans: PlanStage

beforeEach(async () => {
  plans = await startPlanStage()
})
afterEach(() => plans[Symbol.asyncDispose]())

/** How apply ended: exit code, changes sent, where the plan does not hold any more, and what became of the repairs. */
function endOf(run: SecrotRun): readonly unknown[] {
  const {plan, secrets} = resultOf(run)
  const tried = secrets.flatMap(({findings}) => findings.filter(finding => finding.plan !== null))
  const refused = tried.every(({outcome, refusedBecause}) =>
    `${outcome} ${refusedBecause}`.startsWith('refused STATE_CHANGED: '),
  )
  const [difference] = plan?.differences ?? []
  return [run.exitCode, changesOf(run), plan?.outcome, difference?.name, difference?.field, difference?.text, refused]
}

const staleAt = (field: string, text: RegExp): readonly unknown[] => [
  3,
  [],
  'changed',
  NAME,
  field,
  expect.stringMatching(text),
  true,
]

describe('what changed at AWS or at the target between plan and apply', () => {
  beforeEach(async () => {
    await plans.consumersDown()
  })

  const changes: Readonly<Record<string, readonly [() => Promise<unknown>, string, RegExp]>> = {
    'a label moved': [
      async () => {
        const {AWSPENDING: pending} = await plans.stage.labels(NAME)
        await plans.stage.move(NAME, 'mine', undefined, pending)
      },
      'fingerprint.labels',
      /^mine is on [\w-]+, the plan said nothing$/,
    ],
    'AWSPENDING was dropped': [
      async () => {
        const {AWSPENDING: pending} = await plans.stage.labels(NAME)
        await plans.stage.move(NAME, 'AWSPENDING', pending)
      },
      'fingerprint.labels',
      /^AWSPENDING is on nobody, the plan said [\w-]+$/,
    ],
    'a new value was written': [
      () => plans.stage.secrets.send(new PutSecretValueCommand({SecretId: NAME, SecretString: 'x'})),
      'fingerprint.labels',
      /^AWSCURRENT is on [\w-]+, the plan said [\w-]+$/,
    ],
    'rotation was cancelled': [
      () => plans.stage.secrets.send(new CancelRotateSecretCommand({SecretId: NAME})),
      'fingerprint.rotation',
      /^rotation is off, the plan said on$/,
    ],
    'the target takes another value': [
      async () => {
        const {AWSCURRENT: current = ''} = await plans.stage.labels(NAME)
        await plans.stage.setTarget(NAME, current)
      },
      'fingerprint.answers',
      /^the target’s answer about [\w-]+ is (yes|no), the plan said (yes|no)$/,
    ],
    'the secret was changed in some other way': [
      () => plans.stage.secrets.send(new TagResourceCommand({SecretId: NAME, Tags: [{Key: 'a', Value: 'b'}]})),
      'fingerprint.runningStep',
      /^a running step is not ruled out, the plan said ruled out$/,
    ],
  }

  it.each(Object.entries(changes))('%s: nothing is sent', async (_, [change, field, text]) => {
    await plans.plan(NAME, ...probe)
    await plans.stage.pass(2000)
    await change()
    expect(endOf(await plans.apply(...probe, ...answers))).toEqual(staleAt(field, text))
  })

  it('a step may run again: nothing is sent', async () => {
    await plans.plan(NAME, ...probe)
    await plans.stage.rotate(NAME).catch(() => undefined)
    const run = await plans.apply(...probe, ...answers)
    expect([run.exitCode, changesOf(run)]).toEqual([3, []])
  })
})

describe('what stands in the file and is not so', () => {
  const VERSION = '00000000-0000-4000-8000-000000000000'
  type Edit = (secret: Writable<PlanFile['secrets'][number]>) => void
  type Writable<T> = {-readonly [Member in keyof T]: T[Member] extends object ? Writable<T[Member]> : T[Member]}

  const edits: readonly (readonly [string, Edit])[] = [
    ['fingerprint.labels', ({fingerprint}) => Object.assign(fingerprint.labels[0] ?? {}, {versionId: VERSION})],
    ['fingerprint.labels', ({fingerprint}) => fingerprint.labels.push({label: 'mine', versionId: VERSION})],
    ['fingerprint.labels', ({fingerprint}) => fingerprint.labels.push(...fingerprint.labels)],
    ['fingerprint.rotation', ({fingerprint}) => (fingerprint.rotation = 'off')],
    ['fingerprint.values', ({fingerprint}) => Object.assign(fingerprint.values[0] ?? {}, {value: 'copy'})],
    ['fingerprint.answers', ({fingerprint}) => Object.assign(fingerprint.answers[0] ?? {}, {answer: 'gone'})],
    ['fingerprint.keyUses', ({fingerprint}) => fingerprint.keyUses.push({key: 'AAAA', newest: 'none'})],
    ['fingerprint.newestEvent', ({fingerprint}) => (fingerprint.newestEvent = 'none')],
    ['fingerprint.runningStep', ({fingerprint}) => (fingerprint.runningStep = 'possible')],
    ['fingerprint.lastChange', ({fingerprint}) => (fingerprint.lastChange = '2026-11-02T10:00:00.000Z')],
    ['repairs', ({repairs}) => Object.assign(repairs[0] ?? {}, {plan: 'discard'})],
    ['repairs', ({repairs}) => Object.assign(repairs[0] ?? {}, {finding: 'pending-not-applied'})],
    ['repairs', ({repairs}) => repairs.push(...repairs)],
    ['repairs[0].fixClass', ({repairs}) => Object.assign(repairs[0] ?? {}, {fixClass: 'auto'})],
    ['repairs[0].followedBy', ({repairs}) => Object.assign(repairs[0] ?? {}, {followedBy: 'rotate'})],
    ['repairs[0].attested', ({repairs}) => Object.assign(repairs[0] ?? {}, {attested: ['idle']})],
    ['repairs[0].calls', ({repairs}) => Object.assign(repairs[0] ?? {}, {calls: `sha256:${'0'.repeat(64)}`})],
  ]

  it('is STATE_CHANGED with the member that differs, and nothing is sent', async () => {
    await plans.consumersDown()
    await plans.plan(NAME, ...probe)
    const written = await plans.read()
    for (const [field, edit] of edits) {
      const changed = structuredClone(written) as Writable<PlanFile>
      for (const secret of changed.secrets) edit(secret)
      await plans.write(JSON.stringify(changed))
      expect(endOf(await plans.apply(...probe, ...answers))).toEqual(staleAt(field, /the plan said/))
    }
  })

  it('is STATE_CHANGED when the plan names another secret', async () => {
    await plans.consumersDown()
    const other = await plans.stage.secret('prod/other', await plans.stage.rotator('other-rotation'))
    await plans.plan(NAME, ...probe)
    const text = JSON.stringify(await plans.read())
    await plans.write(text.replace(/arn:[^"]+/, other))
    const run = await plans.apply(...probe, ...answers)
    expect([run.exitCode, changesOf(run), resultOf(run).plan?.outcome]).toEqual([3, [], 'changed'])
  })
})

describe('a permission that changed between plan and apply', () => {
  it('would be another call: nothing is sent', async () => {
    await plans.stage.secret(NAME, await plans.stage.rotator(ROTATOR))
    const {lambda} = plans.stage
    await lambda.send(new RemovePermissionCommand({FunctionName: ROTATOR, StatementId: 'secrets-manager'}))
    await plans.plan(NAME)
    const grant = {FunctionName: ROTATOR, StatementId: 'other', Action: 'lambda:InvokeFunction'}
    await lambda.send(new AddPermissionCommand({...grant, Principal: 's3.amazonaws.com'}))
    await plans.stage.pass(HOUR / 60)
    expect(endOf(await plans.apply('--yes'))).toEqual(
      staleAt('repairs[0].calls', /would make other calls than the plan said/),
    )
  })
})
