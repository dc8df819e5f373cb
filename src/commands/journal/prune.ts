import {BaseCommand} from '../../lib/cli/base-command.ts'
import {changeFlags, durationFlag} from '../../lib/cli/flags.ts'
import {stateFolder} from '../../lib/cli/state-folder.ts'
import {EXIT} from '../../lib/errors.ts'
import {pruneRuns} from '../../lib/operations/journal-prune.ts'
import {pruneJson, type PruneJson, prunePlanView, pruneView} from '../../lib/output/views/journal-prune.ts'

const DAY_MS = 86_400_000
const MOST_DAYS = 90

export default class JournalPrune extends BaseCommand {
  static override summary = 'Remove old runs from the journal.'
  static override description =
    'What is removed cannot be undone any more. Kept are runs that have not ended, what belongs to a run that is kept, and ' +
    'runs that sent a step to a function, which doctor asks so as not to send setSecret twice.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Runs of over 90 days, after a question.'},
    {command: '<%= config.bin %> <%= command.id %> --older-than 30d --yes', description: 'In a script.'},
  ]
  static override flags = {
    'older-than': durationFlag({description: 'Only runs that began longer ago. Default: 90d.'}),
    yes: changeFlags.yes,
    'dry-run': changeFlags['dry-run'],
  }

  async run(): Promise<PruneJson> {
    const {flags} = await this.parse(JournalPrune)
    const {ask, clock, env} = this.tools
    const result = await pruneRuns(
      {ask, clock},
      {
        stateFolder: stateFolder(env),
        olderThanMs: flags['older-than'] ?? MOST_DAYS * DAY_MS,
        yes: flags.yes,
        dryRun: flags['dry-run'],
        onPlan: plan => this.note(prunePlanView(plan, this.stderrView)),
      },
    )
    this.show(pruneView, result)
    if (result.outcome === 'declined') this.exitWith(EXIT.unsafe)
    return pruneJson(result)
  }
}
