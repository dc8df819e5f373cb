import type {SecretChange} from '../deploy/changes.ts'
import {type ManyStage, memberStage, removal, sharedChanges} from './deploy-many-act.ts'
import type {Member} from './deploy-many-member.ts'
import {isSpread} from './deploy-many-schedule.ts'
import {deployMutation} from './deploy-mutation.ts'
import {mutationLines} from './mutate.ts'
import type {Mutation} from './mutation.ts'

/** Names that a summary line holds. */
const NAMES_SHOWN = 5

/** Changes of one kind, of which one is shown whole. */
export interface LikeChanges {
  readonly kind: SecretChange['kind'] | 'removal'
  readonly first: Mutation
  readonly secrets: readonly string[]
}

/** The plan: what there is once, and one of each kind of what each user needs. */
export interface ManyPlan {
  readonly shared: readonly Mutation[]
  readonly each: readonly LikeChanges[]
}

export function planOf(
  stage: ManyStage,
  {members, removed}: {readonly members: readonly Member[]; readonly removed: readonly Member[]},
): ManyPlan {
  const kinds = ['create-secret', 'tag-secret', 'rotation', 'restored'] as const
  const [gone] = removed
  return {
    shared: sharedChanges(stage).map(change => deployMutation(stage, change)),
    each: [
      ...(gone === undefined
        ? []
        : [{kind: 'removal', first: removal(stage, gone), secrets: namesOf(removed)} as const]),
      ...kinds.flatMap(kind => likeChanges(stage, kind, members)),
    ],
  }
}

function likeChanges(stage: ManyStage, kind: SecretChange['kind'], members: readonly Member[]): readonly LikeChanges[] {
  const having = members.filter(({changes}) => changes.some(change => change.kind === kind))
  const [first] = having
  const change = first?.changes.find(one => one.kind === kind)
  if (first?.secret === undefined || change === undefined) return []
  const one = memberStage(stage, first.secret, first.description)
  return [{kind, first: deployMutation(one, change), secrets: namesOf(having)}]
}

function namesOf(members: readonly Member[]): readonly string[] {
  return members.map(({secretName}) => secretName)
}

/** How many calls the plan makes that change something. */
export function countOf({shared, each}: ManyPlan): number {
  return shared.length + each.reduce((sum, {secrets}) => sum + secrets.length, 0)
}

/** Shows it: everything that is there once in full, and of each kind the first with how many are like it. */
export async function sayPlan({context, team}: ManyStage, {shared, each}: ManyPlan): Promise<void> {
  const {progress} = context
  for (const change of shared) for (const line of await mutationLines(context, change)) progress.line(line)
  for (const {first, secrets} of each) {
    for (const line of await mutationLines(context, first)) progress.line(line)
    const [, ...others] = secrets
    if (others.length === 0) continue
    const names = others.slice(0, NAMES_SHOWN).join(', ')
    const more = others.length > NAMES_SHOWN ? `, ${others.length - NAMES_SHOWN} more (all of them: --json)` : ''
    progress.line(`  so too  ${others.length} more: ${names}${more}`)
  }
  if (each.some(({kind}) => kind === 'rotation') && !isSpread(team.wishes))
    progress.warn('All of them rotate in the same window: only what --every says is spread.')
}
