import {ServiceError, type Call, type OperationDefinition, type World} from '../../../kernel.ts'
import type {Session} from '../../iam/entities.ts'
import type {Iam} from '../../iam/index.ts'
import {validateQuery} from '../../iam/input.ts'
import {credentialsOf} from '../credentials.ts'
import {mfaRules, provesMfa} from '../mfa.ts'

/** 15 minutes to 36 hours: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html. */
const rules = {DurationSeconds: {type: 'number', min: 900, max: 129_600}, ...mfaRules} as const
const defaultSeconds = 43_200
const rootLimitSeconds = 3600

/** Temporary credentials of the caller itself, who must come with a long-term key. Needs no permission. */
export function getSessionToken(iam: Iam, world: World): OperationDefinition {
  return {
    name: 'GetSessionToken',
    readOnly: true,
    authorize: () => [],
    run(call) {
      const {DurationSeconds: asked = defaultSeconds} = validateQuery(call.input, rules)
      const holder = holderOf(iam, call)
      const seconds = holder.kind === 'root' ? Math.min(Number(asked), rootLimitSeconds) : Number(asked)
      const session = iam.openSession({
        accountId: call.accountId,
        holder,
        sessionName: '',
        durationMs: seconds * 1000,
        ...(provesMfa(iam, call, world.clock.now()) ? {mfaAt: world.clock.now()} : {}),
      })
      return {Credentials: credentialsOf(session)}
    },
    trail: ({input}) => ({requestParameters: {durationSeconds: input['DurationSeconds']}, responseElements: null}),
  }
}

function holderOf(iam: Iam, {principal, accountId}: Call): Session['holder'] {
  const key = iam.state.key(principal.accessKeyId)
  if (key === undefined) {
    throw new ServiceError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403)
  }
  if (key.userName === undefined) return {kind: 'root'}
  const user = iam.state.need('user', accountId, key.userName)
  return {kind: 'user', id: user.id, name: user.name}
}
