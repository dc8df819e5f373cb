import {Flags} from '@oclif/core'
import {BaseCommand} from '../../lib/cli/base-command.ts'
import {stateFolder} from '../../lib/cli/state-folder.ts'
import {rehearsalRecords} from '../../lib/operations/rehearsal-records.ts'
import {rehearsalListJson, type RehearsalListJson} from '../../lib/output/views/rehearsal-json.ts'
import {rehearsalListView} from '../../lib/output/views/rehearsal.ts'

export default class RehearsalList extends BaseCommand {
  static override summary = 'List the rehearsals of rotation functions that this machine knows of.'
  static override description =
    'A record is of exactly one code, handler name, runtime, set of layers and names of variables. Conformant and usable let ' +
    'step and doctor do what wants `--trust-handler` otherwise; unsafe and incomplete let nothing. Reads files of this machine only.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'All records, newest first.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'With whole keys, and the items that failed.'},
  ]
  static override flags = {
    local: Flags.boolean({description: 'Times of this machine, with their offset.'}),
  }

  async run(): Promise<RehearsalListJson> {
    const {flags} = await this.parse(RehearsalList)
    this.showLocal(flags.local)
    const result = await rehearsalRecords(stateFolder(this.tools.env))
    this.show(rehearsalListView, result)
    return rehearsalListJson(result)
  }
}
