import type {SecretDescription} from '../rotation/secret.ts'
import {AWSPREVIOUS} from '../rotation/secret.ts'
import {SPARED} from './doctor-key-answers.ts'
import {readFact} from './doctor-read.ts'
import {keysIn, userOf} from './doctor-target.ts'
import {notAsked, type ProofWish, type TargetAnswer} from './target-proof.ts'
import type {TargetRun} from './target-run.ts'

/**
 * What the list of the user's keys tells of the key of AWSPREVIOUS, without a request that is signed with it: that would be a
 * use, for which a rotator keeps the key. undefined: nothing, so that it has to be asked.
 */
export async function answerByList(
  run: TargetRun,
  description: SecretDescription,
  wishes: readonly ProofWish[],
): Promise<TargetAnswer | undefined> {
  const {context} = run
  const keys = keysIn(new Map(wishes.map(({versionId, value}) => [versionId, value])), description.tags)
  const [previous, ...others] = wishes
  const id = keys.get(previous?.versionId ?? '')?.accessKeyId
  const shared = others.some(({versionId}) => keys.get(versionId)?.accessKeyId === id)
  const userName = await userOf(run, description, keys)
  if (previous?.label !== AWSPREVIOUS || id === undefined || shared || userName === undefined) return undefined
  const {iam} = context.aws()
  const list = await readFact('iam:ListAccessKeys', () => iam.listAccessKeys(userName, {signal: context.signal}))
  const listed = list.kind === 'known' ? list.value.find(({accessKeyId}) => accessKeyId === id) : undefined
  if (listed === undefined) return undefined
  const {versionId, label} = previous
  if (listed.active) return notAsked(versionId, label, SPARED)
  const proof = [{text: 'ListAccessKeys: inactive', source: 'iam', at: context.clock.now()}] as const
  return {versionId, label, answer: 'rejected', proof}
}
