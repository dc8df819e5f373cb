import {SecrotError} from '../errors.ts'
import type {Version} from '../rotation/secret.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/** The id among `known` that is `wanted` or alone begins so. Throws VERSION_NOT_FOUND (exit 1). */
export function chosenId(
  context: Context,
  {description, scope}: ResolvedSecret,
  known: Iterable<string>,
  wanted: string,
): string {
  const ids = new Set(known)
  const found = ids.has(wanted) ? [wanted] : [...ids].filter(versionId => wanted !== '' && versionId.startsWith(wanted))
  if (found.length === 1) return found[0]!
  throw new SecrotError({
    code: 'VERSION_NOT_FOUND',
    message: `${description.name} has ${found.length === 0 ? 'no' : 'more than one'} version ${wanted}.`,
    hint: `Versions: ${shellCommand(['secrot', 'versions', description.name, ...context.scopeFlags(scope).secrot])}`,
  })
}

/** The version that `wanted` names: a label, an id, or how one id alone begins. Throws VERSION_NOT_FOUND (exit 1). */
export function chosenVersion(
  context: Context,
  secret: ResolvedSecret,
  versions: readonly Version[],
  wanted: string,
): Version {
  const holder = versions.find(version => version.labels.includes(wanted))
  if (holder !== undefined) return holder
  const known = versions.map(version => version.versionId)
  const versionId = chosenId(context, secret, known, wanted)
  return versions[known.indexOf(versionId)]!
}
