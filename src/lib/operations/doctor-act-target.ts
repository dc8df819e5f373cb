import {known, type TargetKind, valueOf} from '../doctor/facts.ts'
import {askAsOwner} from './doctor-target.ts'
import {type Repairing, RepairStopped} from './doctor-act-state.ts'
import {readValues} from './doctor-values.ts'

const names: Readonly<Record<TargetKind, string>> = {
  command: 'probe',
  'iam-key': 'GetCallerIdentity',
  'appsync-key': 'GraphQL request',
  none: 'it parses',
  unnamed: '',
}

/** Proves at the target what consumers read from now on; without a target there is nobody to ask. */
export async function askAgain(repair: Repairing, versionId: string): Promise<void> {
  const {run, facts, events} = repair
  if (facts.target === 'unnamed') return
  const description = repair.now
  const values = await readValues(run, facts.arn, [versionId])
  const read = values.get(versionId)
  if (read?.kind !== 'read')
    throw new RepairStopped(`the value of ${versionId} could not be read to ask the target again`)
  const asked = await askAsOwner(run, description, facts.target, [{versionId, value: read.value}])
  const auth = asked.auth.get(versionId) ?? known('no')
  const ok = valueOf(auth) === 'yes'
  const at = run.context.clock.now()
  const text = ok ? `accepts what consumers read now (${names[facts.target]})` : `does not accept ${versionId}`
  events.onStep({at, ok, name: 'target', text})
  if (!ok) throw new RepairStopped(`the target does not accept ${versionId} after the move`)
}

/** Kinds that create a credential first may have left one that no version holds: said before the label goes. */
export function listKeys({run, facts, events}: Repairing): void {
  const keys = valueOf(facts.keys)
  if (keys === undefined) return
  const versions = [facts.pending, facts.current, facts.previous, ...facts.others]
  const held = versions.map(version => version?.accessKeyId)
  const orphans = keys.keys.filter(key => !held.includes(key.accessKeyId))
  const ends = orphans.map(key => `…${key.accessKeyId.slice(-4)}`).join(', ')
  const text =
    orphans.length === 0
      ? 'every key of the user is in a version that was read'
      : `in no version that was read: ${ends}`
  events.onStep({at: run.context.clock.now(), ok: true, name: 'keys', text})
}
