import {Args} from '@oclif/core'
import {BaseCommand} from '../../lib/cli/base-command.ts'
import {changeFlags} from '../../lib/cli/flags.ts'
import {stateFolder} from '../../lib/cli/state-folder.ts'
import {EXIT} from '../../lib/errors.ts'
import {importRecords} from '../../lib/operations/rehearsal-records.ts'
import {rehearsalImportJson, type RehearsalImportJson} from '../../lib/output/views/rehearsal-json.ts'
import {rehearsalImportPlanView, rehearsalImportView} from '../../lib/output/views/rehearsal.ts'

export default class RehearsalImport extends BaseCommand {
  static override summary = 'Take over records of rehearsals from a file.'
  static override description =
    'Whoever wrote the file decides what step and doctor may send to that code, so it is shown and asked for first. Of two ' +
    'records of one key the newer stays. A symlink, a file that others may write to and an unknown member are refused.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> rehearsals.json', description: 'Show the records, and ask.'},
    {command: '<%= config.bin %> <%= command.id %> rehearsals.json --yes', description: 'In a script.'},
  ]
  static override args = {
    file: Args.string({
      description: 'A file that `secrot rehearsal export` has written.',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {yes: changeFlags.yes, 'dry-run': changeFlags['dry-run']}

  async run(): Promise<RehearsalImportJson> {
    const {args, flags} = await this.parse(RehearsalImport)
    const {ask, env} = this.tools
    const result = await importRecords(
      {ask},
      {
        stateFolder: stateFolder(env),
        path: args.file,
        yes: flags.yes,
        dryRun: flags['dry-run'],
        onPlan: fates => this.note(rehearsalImportPlanView(fates, this.stderrView)),
      },
    )
    this.show(rehearsalImportView, result)
    if (result.outcome === 'declined') this.exitWith(EXIT.unsafe)
    return rehearsalImportJson(result)
  }
}
