/** What IAM is asked about a key: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html. */
import type {Authorization, Call} from '../../kernel.ts'
import {aliasArn, keyArn, parseKeyId} from './arns.ts'
import type {Place} from './entities.ts'
import {policyWithGrants} from './grants.ts'
import type {KmsState} from './state.ts'

/** A use of a key by another service, which tells KMS on whose behalf and for what. */
export interface ViaService {
  /** `secretsmanager.eu-central-1.amazonaws.com`. */
  readonly service: string
  readonly context: Readonly<Record<string, string>>
}

/** The question on the key that a KeyId means in `place`, with the key's own policy; a key nobody knows is asked about by ARN. */
export function onKey(
  state: KmsState,
  call: Call,
  use: {readonly action: string; readonly keyId: string; readonly place: Place; readonly via?: ViaService},
): Authorization {
  const key = state.find(use.place, use.keyId)
  const resource = key?.arn ?? arnOfUnknown(use.place, use.keyId)
  const aliases = key === undefined ? [] : state.aliases(key).filter(alias => alias.targetKeyId === key.id)
  const named = parseKeyId(use.keyId, use.place)
  return {
    action: `kms:${use.action}`,
    resource,
    resourceAsWritten: resource,
    ...(key === undefined
      ? {}
      : {
          resourceAccountId: key.accountId,
          resourcePolicy: policyWithGrants(key, state.grants.of(key), {
            action: use.action,
            context: use.via?.context ?? {},
          }),
        }),
    conditions: {
      'kms:calleraccount': call.principal.accountId,
      ...(named.kind === 'alias' ? {'kms:requestalias': named.name} : {}),
      ...(aliases.length === 0 ? {} : {'kms:resourcealiases': aliases.map(({name}) => name)}),
      ...Object.fromEntries(
        (key?.tags ?? []).map(tag => [`aws:resourcetag/${tag.TagKey.toLowerCase()}`, tag.TagValue]),
      ),
      ...viaConditions(use.via),
    },
  }
}

function arnOfUnknown(place: Place, keyId: string): string {
  const named = parseKeyId(keyId, place)
  if (named.kind === 'alias') return aliasArn(named.place, named.name)
  return named.kind === 'key' ? keyArn(named.place, named.id) : keyArn(place, keyId)
}

function viaConditions(via: ViaService | undefined): Readonly<Record<string, string | readonly string[]>> {
  if (via === undefined) return {}
  const values = Object.entries(via.context).map(([key, value]) => [
    `kms:encryptioncontext:${key.toLowerCase()}`,
    value,
  ])
  return {
    'kms:viaservice': via.service,
    'kms:encryptioncontextkeys': Object.keys(via.context),
    ...Object.fromEntries(values),
  }
}
