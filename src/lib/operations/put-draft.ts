import type {TargetKind} from '../doctor/facts.ts'
import type {MadeValue, OldValues, PutVersions} from './put-value.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import type {TargetProof} from './target-proof.ts'

/** A new value on its way, before anything is sent. */
export interface PutDraft {
  readonly secret: ResolvedSecret
  readonly words: readonly string[]
  readonly versions: PutVersions
  /** The new version. */
  readonly versionId: string
  /** An earlier run has stored it already. */
  readonly stored: boolean
  readonly made: MadeValue
  readonly old: OldValues
  readonly kind: TargetKind
  /** What the target says of the versions that are there. */
  readonly proof: TargetProof
}
