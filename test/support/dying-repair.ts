import {killRun, newestRun} from './journal-files.ts'
import {type DoctorStage, HOUR, loginProbe} from './doctor-stage.ts'

export const orders = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'

/** setSecret changed the password, testSecret ran into its time limit: consumers are refused. */
export async function consumersDown(stage: DoctorStage): Promise<{pending: string; current: string}> {
  await stage.secret(orders, await stage.rotator(ROTATOR))
  await stage.pass(HOUR)
  await stage.mend(ROTATOR, {step: 'testSecret', how: 'sleeps'})
  const pending = await stage.rotate(orders)
  await stage.pass(HOUR)
  return {pending, current: (await stage.labels(orders))['AWSCURRENT'] ?? ''}
}

const answer = ['--fix', '--allow', 'pending-live-current-dead']
export const repairArgv = ['doctor', orders, '--probe', loginProbe, ...answer]

/** Where a repair of two changes may die: how many of its calls reached AWS, and the first line that was not written. */
export const repairBoundaries = [
  {at: 'before its first change was journaled', calls: 0, before: '{"kind":"intent","id":1,'},
  {at: 'before AWSCURRENT was moved', calls: 0, before: '{"kind":"outcome","id":1,'},
  {at: 'before it heard that AWSCURRENT had moved', calls: 1, before: '{"kind":"outcome","id":1,'},
  {at: 'between its two changes', calls: 1, before: '{"kind":"intent","id":2,'},
  {at: 'before AWSPENDING was taken off', calls: 1, before: '{"kind":"outcome","id":2,'},
  {at: 'before it heard that AWSPENDING was off', calls: 2, before: '{"kind":"outcome","id":2,'},
  {at: 'before its end', calls: 2, before: '{"kind":"end"'},
] as const

/** Repairs and dies at a boundary. Returns the run. */
export async function dyingRepair(
  stage: DoctorStage,
  stateDir: string,
  {calls, before}: {readonly calls: number; readonly before: string},
): Promise<string> {
  const {faults} = stage.sandbox
  const cut = (): void => faults.set([{kind: 'connection-reset', operation: 'UpdateSecretVersionStage'}])
  if (calls === 0) cut()
  await stage.run(repairArgv, {
    stateDir,
    onOutput: ({stderr}) => {
      if (calls === 1 && stderr.includes('✔ AWSCURRENT')) cut()
    },
  })
  faults.clear()
  const runId = await newestRun(stateDir)
  await killRun(stateDir, runId, before)
  await stage.pass(2000)
  return runId
}
