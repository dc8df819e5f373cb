import type {Asked} from './observation.ts'

/** What a call needed. */
export type Need = Asked

interface Statement {
  readonly Effect?: unknown
  readonly Action?: unknown
  readonly NotAction?: unknown
  readonly Resource?: unknown
  readonly NotResource?: unknown
  readonly Condition?: unknown
}

/** Services whose every call a rehearsal sees. What others are asked for (databases, keys, networks) nobody here knows. */
const SEEN_SERVICES = new Set(['secretsmanager', 'iam', 'appsync', 'sts', 'lambda', 'ses', 'sns'])

/** Actions of a policy that nothing was called for; a pattern counts when it allows anything beyond what was called. */
export function unusedActions(policy: unknown, needs: readonly Need[]): readonly string[] {
  const used = new Set(needs.map(({action}) => action.toLowerCase()))
  const allowed = statementsOf(policy).flatMap(actionsOf)
  return [...new Set(allowed)].filter(action => isSeen(action) && !used.has(action.toLowerCase())).toSorted()
}

/** Actions that are allowed on every resource although each call for them was about one that has a name. */
export function wideStatements(policy: unknown, needs: readonly Need[]): readonly string[] {
  const wide = statementsOf(policy).filter(({Resource, NotResource, Condition}) => {
    const open = NotResource !== undefined || textsOf(Resource).some(resource => EVERYTHING.test(resource))
    return Condition === undefined && open
  })
  const actions = wide.flatMap(actionsOf).filter(isSeen)
  return [...new Set(actions)].filter(action => {
    const own = needs.filter(need => need.action.toLowerCase() === action.toLowerCase())
    return own.some(({resource}) => resource !== '*')
  })
}

/** What a policy allows an action on, as far as it names it: what leaves all of a kind open is left out. */
export function namedResources(policy: unknown, action: string): readonly string[] {
  return statementsOf(policy)
    .filter(statement => actionsOf(statement).some(one => one.toLowerCase() === action.toLowerCase()))
    .flatMap(({Resource}) => textsOf(Resource))
    .filter(resource => !EVERYTHING.test(resource))
}

/** `*`, and ARNs that leave all of a kind open: `arn:aws:secretsmanager:*:*:secret:*`. */
const EVERYTHING = /^(\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:(\*|[\w-]+[:/]\*))$/

/** Nobody needs a permission for it. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const NEEDS_NONE = 'sts:getcalleridentity'

function isSeen(action: string): boolean {
  const lower = action.toLowerCase()
  return action === '*' || (SEEN_SERVICES.has(lower.split(':')[0]!) && lower !== NEEDS_NONE)
}

function statementsOf(policy: unknown): readonly Statement[] {
  const {Statement = []} = (policy ?? {}) as {Statement?: Statement | readonly Statement[]}
  return [Statement].flat().filter(({Effect}) => Effect === 'Allow')
}

/** All but a few is as good as all. */
function actionsOf({Action, NotAction}: Statement): readonly string[] {
  return NotAction === undefined ? textsOf(Action) : ['*']
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter(entry => typeof entry === 'string')
}
