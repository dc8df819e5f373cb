import {Args} from '@oclif/core'

import {SandboxCommand, sandboxFlags} from '../../lib/cli/sandbox-command.ts'
import {loadSandbox, type SteerResult} from '../../lib/operations/sandbox-steer.ts'
import {sandboxLoadView} from '../../lib/output/views/sandbox.ts'

export default class SandboxLoad extends SandboxCommand {
  static override summary = 'Reset the running sandbox and build a scenario in it.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> demo', description: 'The fleet of the demo.'},
  ]
  static override args = {
    scenario: Args.string({description: 'Name of the scenario.', required: true, ignoreStdin: true}),
  }
  static override flags = {...sandboxFlags}

  async run(): Promise<SteerResult> {
    const {args, flags} = await this.parse(SandboxLoad)
    const options = {scenario: args.scenario, stateFolder: flags.state}
    const result = await loadSandbox(await this.sandboxContext(), options)
    this.show(sandboxLoadView, result)
    return result
  }
}
