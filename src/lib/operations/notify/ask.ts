import type {Context, Question} from '../context.ts'
import {mutationLines} from '../mutate.ts'
import type {Mutation} from '../mutation.ts'

export type Answer = 'yes' | 'planned' | 'declined'

/** Shows all changes and asks once for all of them. */
export async function askForAll(
  context: Context,
  mutations: readonly Mutation[],
  {dryRun, question}: {readonly dryRun: boolean; readonly question: Question},
): Promise<Answer> {
  for (const mutation of mutations)
    for (const line of await mutationLines(context, mutation)) context.progress.line(line)
  if (dryRun) return 'planned'
  return (await context.ask.confirm(question)) ? 'yes' : 'declined'
}
