import {ROLE_POLICY, roleNameOf} from '../deploy/deployment.ts'
import {type PolicyDocument, rolePolicy, type Statement} from '../deploy/role-policy.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {orAbsent} from './deploy-look.ts'
import type {DeployStage} from './deploy-stage.ts'

/** What was written may be shown some seconds later. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html */
const SHOWN_WITHIN_MS = 10_000
const LOOK_EVERY_MS = 1_000

/**
 * Looks at the role once more when all is made: another run for the same function may have written it from what it saw
 * before. Throws STATE_CHANGED (exit 3) where it allows less than the secrets of this deployment need.
 */
export async function seeRole({context, scope, deployment}: DeployStage): Promise<void> {
  const roleName = roleNameOf(deployment)
  const wanted = rolePolicy(deployment)
  const {clock, signal} = context
  const until = clock.now() + SHOWN_WITHIN_MS
  for (;;) {
    const policy = await orAbsent(context.aws(scope).roles.inlinePolicy(roleName, ROLE_POLICY, {signal}))
    if (allowsAll(policy, wanted)) return
    if (clock.now() >= until) break
    await clock.sleep(LOOK_EVERY_MS, signal)
  }
  throw new SecrotError({
    code: 'STATE_CHANGED',
    message: `Role ${roleName} allows less than was written: another run for ${deployment.name} has written it meanwhile.`,
    hint: 'Run the same command again: it allows what both need.',
    exit: EXIT.unsafe,
  })
}

/** Whether a policy has each action on each resource that is wanted, under the same conditions or for more secrets. */
export function allowsAll(policy: unknown, wanted: PolicyDocument): boolean {
  const there = (policy as Partial<PolicyDocument> | undefined)?.Statement ?? []
  const allowed = new Set(there.flatMap(statement => grantsOf(statement)))
  return wanted.Statement.every(statement => grantsOf(statement).every(grant => allowed.has(grant)))
}

/** Each action on each resource, for each value of the conditions on its own. */
function grantsOf({Action, Resource, Condition = {}}: Statement): readonly string[] {
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, values]) => listOf(values).map(value => `${operator} ${key} ${value}`)),
  )
  const under = conditions.length === 0 ? [''] : conditions
  return listOf(Action).flatMap(action =>
    listOf(Resource).flatMap(resource => under.map(condition => `${action} ${resource} ${condition}`)),
  )
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value
}
