import {Args} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {completionScript, shells} from '../lib/cli/completion.ts'

export default class Completion extends BaseCommand {
  static override summary = 'Print the script that completes commands and flags in a shell.'
  static override description =
    'Nothing is written and nothing is asked of AWS; the script names the commands of this version, so make it anew after an update.\n\n' +
    'bash: put `source <(secrot completion bash)` into ~/.bashrc.\n\n' +
    'zsh: put `source <(secrot completion zsh)` into ~/.zshrc, behind `autoload -U compinit; compinit`.\n\n' +
    'fish: secrot completion fish > ~/.config/fish/completions/secrot.fish'
  static override examples = [
    {command: 'source <(<%= config.bin %> <%= command.id %> bash)', description: 'For this bash; zsh takes the same.'},
    {command: '<%= config.bin %> <%= command.id %> fish | source', description: 'For this fish.'},
  ]
  static override enableJsonFlag = false
  static override args = {
    shell: Args.option({description: 'The shell that shall complete.', options: shells})({required: true}),
  }

  async run(): Promise<void> {
    const {args} = await this.parse(Completion)
    this.write(completionScript(args.shell, this.config).trimEnd())
  }
}
