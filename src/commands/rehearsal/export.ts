import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../lib/cli/base-command.ts'
import {stateFolder} from '../../lib/cli/state-folder.ts'
import {exportRecords} from '../../lib/operations/rehearsal-records.ts'
import {rehearsalExportJson, type RehearsalExportJson} from '../../lib/output/views/rehearsal-json.ts'
import {rehearsalExportView} from '../../lib/output/views/rehearsal.ts'

export default class RehearsalExport extends BaseCommand {
  static override summary = 'Write records of rehearsals into a file, for another machine.'
  static override description =
    'The file holds verdicts, digests and names, no value. `secrot rehearsal import` takes it over.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> --out rehearsals.json', description: 'All records.'},
    {command: '<%= config.bin %> <%= command.id %> 3f9a1c --out rehearsals.json', description: 'One of them.'},
  ]
  static override args = {
    key: Args.string({
      description: 'Keys of records, or how they begin, as `secrot rehearsal list` shows them. Default: all.',
      ignoreStdin: true,
      multiple: true,
    }),
  }
  static override flags = {
    out: Flags.string({description: 'The file to write.', helpValue: 'FILE', required: true}),
    force: Flags.boolean({description: 'Replace a file that is there.'}),
  }

  async run(): Promise<RehearsalExportJson> {
    const {args, flags} = await this.parse(RehearsalExport)
    const result = await exportRecords({
      stateFolder: stateFolder(this.tools.env),
      ids: args.key ?? [],
      path: flags.out,
      force: flags.force,
    })
    this.show(rehearsalExportView, result)
    return rehearsalExportJson(result)
  }
}
