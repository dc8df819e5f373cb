import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {PlanFile} from '../../src/lib/plan/plan-file.ts'
import {type DoctorStage, HOUR, loginProbe, startDoctorStage, type Step} from './doctor-stage.ts'
import type {SecrotRun} from './run-secrot.ts'

export const NAME = 'prod/orders/db'
export const ROTATOR = 'orders-db-rotation'

/** A stage on which plans are written and applied. */
export interface PlanStage extends AsyncDisposable {
  readonly stage: DoctorStage
  readonly folder: string
  /** Where `plan` writes. */
  readonly path: string
  /** setSecret changed the password, testSecret ran into its time limit: consumers are refused. */
  consumersDown(): Promise<{readonly pending: string; readonly current: string}>
  /** createSecret failed before it stored anything. */
  withoutValue(name: string): Promise<string>
  /** The new value was stored, and setSecret failed before it set it. */
  neverSet(name: string): Promise<string>
  /** `doctor --plan` of these words; the login service is asked unless they say otherwise. */
  plan(...words: readonly string[]): Promise<SecrotRun>
  /** `apply` of the plan, with everything allowed that it could ask for. */
  apply(...words: readonly string[]): Promise<SecrotRun>
  read(): Promise<PlanFile>
  /** Writes something else in the place of the plan, 0600. */
  write(text: string): Promise<void>
}

export const probe = ['--probe', loginProbe]
export const answers = ['--yes', '--allow', 'pending-live-current-dead']

export async function startPlanStage(): Promise<PlanStage> {
  const stage = await startDoctorStage()
  const folder = await mkdtemp(join(tmpdir(), 'secrot-plan-'))
  const path = join(folder, 'plan.json')
  const failed = async (name: string, step: Step): Promise<string> => {
    const rotator = name === NAME ? ROTATOR : `${name.replaceAll('/', '-')}-rotation`
    await stage.secret(name, await stage.rotator(rotator))
    await stage.pass(HOUR)
    await stage.mend(rotator, {step, how: 'throws'})
    const pending = await stage.rotate(name)
    await stage.pass(HOUR)
    return pending
  }
  return {
    stage,
    folder,
    path,
    async consumersDown() {
      await stage.secret(NAME, await stage.rotator(ROTATOR))
      await stage.pass(HOUR)
      await stage.mend(ROTATOR, {step: 'testSecret', how: 'sleeps'})
      const pending = await stage.rotate(NAME)
      await stage.pass(HOUR)
      const {AWSCURRENT: current = ''} = await stage.labels(NAME)
      return {pending, current}
    },
    withoutValue: name => failed(name, 'createSecret'),
    neverSet: name => failed(name, 'setSecret'),
    plan: (...words) => stage.run(['doctor', ...words, '--plan', path, '--json']),
    apply: (...words) => stage.run(['apply', path, ...words, '--json']),
    read: async () => JSON.parse(await readFile(path, 'utf8')) as PlanFile,
    write: text => writeFile(path, text, {mode: 0o600}),
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]()
      await rm(folder, {recursive: true, force: true})
    },
  }
}
