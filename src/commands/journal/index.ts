import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../lib/cli/base-command.ts'
import {stateFolder} from '../../lib/cli/state-folder.ts'
import {journalNext} from '../../lib/operations/journal-next.ts'
import {journalRuns} from '../../lib/operations/journal-runs.ts'
import {journalJson, type JournalJson} from '../../lib/output/views/journal-json.ts'
import {journalView} from '../../lib/output/views/journal.ts'

export default class Journal extends BaseCommand {
  static override summary = 'Show what secrot changed from this machine.'
  static override description =
    'Without RUN all runs that changed something, newest first; with it each change, what came of it and the command that ' +
    'takes it back. A run that was interrupted is gone on with by `secrot journal resume`. Reads files of this machine only: nothing is asked of AWS, and no credentials are needed.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'All runs.'},
    {command: '<%= config.bin %> <%= command.id %> 20261122-031531-4k7q', description: 'What one of them did.'},
  ]
  static override args = {
    run: Args.string({description: 'Id of a run, as `secrot journal` shows it.', ignoreStdin: true}),
  }
  static override flags = {
    local: Flags.boolean({description: 'Times of this machine, with their offset.'}),
  }

  async run(): Promise<JournalJson> {
    const {args, flags} = await this.parse(Journal)
    this.showLocal(flags.local)
    const result = await journalRuns(stateFolder(this.tools.env), args.run)
    this.show(journalView, result)
    const next = journalNext(result)
    if (next !== undefined) this.next(next)
    return journalJson(result)
  }
}
