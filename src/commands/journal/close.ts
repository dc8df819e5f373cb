import {Flags} from '@oclif/core'
import {BaseCommand} from '../../lib/cli/base-command.ts'
import {changeFlags, runArg} from '../../lib/cli/flags.ts'
import {stateFolder} from '../../lib/cli/state-folder.ts'
import {EXIT} from '../../lib/errors.ts'
import {closeRun} from '../../lib/operations/journal-close.ts'
import {closeJson, type CloseJson, closeView} from '../../lib/output/views/journal-close.ts'
import {runView} from '../../lib/output/views/journal-run.ts'

export default class JournalClose extends BaseCommand {
  static override summary = 'Mark an interrupted run as ended, without doing anything.'
  static override description =
    'For a run whose process died and that nobody wants to go on with: it is not offered any more. Nothing is asked of AWS; ' +
    'what became of a change that was under way stays unknown.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> 20261122-031531-4k7q', description: 'Show the run, and ask.'},
  ]
  static override args = {run: runArg}
  static override flags = {
    yes: changeFlags.yes,
    local: Flags.boolean({description: 'Times of this machine, with their offset.'}),
  }

  async run(): Promise<CloseJson> {
    const {args, flags} = await this.parse(JournalClose)
    this.showLocal(flags.local)
    const {ask, clock, env} = this.tools
    const result = await closeRun(
      {ask, clock},
      {
        stateFolder: stateFolder(env),
        runId: args.run,
        yes: flags.yes,
        onRun: run => this.note(runView(run, this.stderrView)),
      },
    )
    this.show(closeView, result)
    if (result.outcome === 'declined') this.exitWith(EXIT.unsafe)
    return closeJson(result)
  }
}
