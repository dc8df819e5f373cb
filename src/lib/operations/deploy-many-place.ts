import {functionArnOf, type Place, PREFIX_TAG} from '../deploy/deployment.ts'
import {STANDARD_PREFIX} from '../deploy/many-secrets.ts'
import {type DeployLook, rotatorOf} from './deploy-look.ts'
import {deployUsage, nameTaken} from './deploy-refusals.ts'

interface Named {
  readonly name: string
  readonly place: Place
}

/** Its role and its permission are made for the secrets under a prefix: written for one secret, they would end the others. */
export function refuseUnderPrefix({function: found}: DeployLook, named: Named): void {
  const prefix = found?.tags[PREFIX_TAG]
  if (prefix === undefined) return
  throw nameTaken(`Function ${functionArnOf(named)}`, named.name, `rotates the secrets of many users, under ${prefix}`)
}

/** The same the other way round: NAME_TAKEN (exit 3) for a function that is not for this prefix. */
export function refuseOtherPrefix(look: DeployLook, named: Named, prefix: string): void {
  const {function: found} = look
  if (found === undefined) return
  const there = found.tags[PREFIX_TAG]
  if (there === prefix) return
  const because =
    there === undefined ? `is a ${rotatorOf(look)} for single secrets` : `is for the secrets under ${there}`
  throw nameTaken(`Function ${functionArnOf(named)}`, named.name, because)
}

/** Throws USAGE (exit 2) for what could not begin the name of a secret, or would begin the names of others too. */
export function prefixOf(typed: string | undefined): string {
  const prefix = typed ?? STANDARD_PREFIX
  if (/^[A-Za-z0-9_+=.@-][A-Za-z0-9/_+=.@-]{0,254}\/$/.test(prefix)) return prefix
  throw deployUsage(
    '--prefix is not one of secrets.',
    'Letters, digits and /_+=.@- with a slash at the end, so that no other name begins so: --prefix iam-access-key/',
  )
}
