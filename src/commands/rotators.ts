import {BaseCommand} from '../lib/cli/base-command.ts'
import {rotatorsFolder} from '../lib/cli/rotators-folder.ts'
import {listRotators} from '../lib/operations/rotators.ts'
import {rotatorsJson, rotatorsView} from '../lib/output/views/rotators.ts'

export default class Rotators extends BaseCommand {
  static override summary = 'List the rotation functions that come with secrot, and what each needs.'
  static override description =
    'Target, fields of the value, permissions of the role, settings, and what the rehearsal of the package told. A setting ' +
    'is an environment variable of the function, or a tag of one secret. Reads files of secrot itself only.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'All of them.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script, with tags.'},
  ]

  async run(): Promise<object> {
    await this.parse(Rotators)
    const rotators = await listRotators(rotatorsFolder(this.config.root))
    this.show(rotatorsView, rotators)
    return rotatorsJson(rotators)
  }
}
