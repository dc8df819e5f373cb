import type {ManySource} from '../operations/rotate-many.ts'
import {recordedRotation} from '../operations/rotate-recorded.ts'
import {parseSecretList, type ListText} from '../operations/secret-list.ts'
import {regionOfSecrets} from './region-of-secrets.ts'
import type {ManyKind, RotateManyFlagValues} from './rotate-many-flags.ts'
import type {AwsFlagValues} from './scope.ts'

/** The secrets of a run over many, and what its Context is made from. */
export interface FoundSource {
  readonly source: ManySource
  /** SECRETs by whose ARNs the region of the run goes; names go by flags, environment and profile. */
  readonly secrets: readonly string[]
  readonly resumes?: string
}

export interface SourceTools {
  readonly listText: (from: string) => Promise<ListText>
  readonly stateFolder: string
}

/**
 * Finds out which secrets the command line means, before AWS is asked. Throws REGION_CONFLICT and SECRET_ID_MALFORMED, what
 * `readListText` and `parseSecretList` throw (exit 2), and what `recordedRotation` throws.
 */
export async function manySource(
  kind: Exclude<ManyKind, 'one'>,
  secrets: readonly string[],
  flags: RotateManyFlagValues & AwsFlagValues,
  {listText, stateFolder}: SourceTools,
): Promise<FoundSource> {
  if (kind === 'listed') return {source: {kind, filters: flags.filter ?? [], tags: flags.tag ?? []}, secrets: []}
  if (kind === 'resume') {
    const run = await recordedRotation(stateFolder, flags.resume ?? '')
    const arns = [...run.rest, ...run.good.map(({arn}) => arn)]
    return {source: {kind: 'recorded', run, stateFolder}, secrets: arns, resumes: run.runId}
  }
  const secretIds = kind === 'from' ? parseSecretList(await listText(flags.from ?? '')) : secrets
  regionOfSecrets(secretIds, flags)
  // A name beside an ARN of another region is not looked for there.
  const decide = secretIds.every(id => id.startsWith('arn:')) ? secretIds : []
  return {source: {kind: 'named', secretIds}, secrets: decide}
}
