import {SandboxCommand, sandboxFlags} from '../../lib/cli/sandbox-command.ts'
import {resetSandbox, type SteerResult} from '../../lib/operations/sandbox-steer.ts'
import {sandboxResetView} from '../../lib/output/views/sandbox.ts'

export default class SandboxReset extends SandboxCommand {
  static override summary = 'Make the running sandbox as it was at its start.'
  static override examples = [{command: '<%= config.bin %> <%= command.id %>', description: 'An empty account again.'}]
  static override flags = {...sandboxFlags}

  async run(): Promise<SteerResult> {
    const {flags} = await this.parse(SandboxReset)
    const result = await resetSandbox(await this.sandboxContext(), {stateFolder: flags.state})
    this.show(sandboxResetView, result)
    return result
  }
}
