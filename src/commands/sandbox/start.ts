import {Flags} from '@oclif/core'

import {SandboxCommand, sandboxFlags} from '../../lib/cli/sandbox-command.ts'
import {startSandbox} from '../../lib/operations/sandbox-start.ts'
import {sandboxStartView} from '../../lib/output/views/sandbox.ts'

export default class SandboxStart extends SandboxCommand {
  static override summary = 'Start the embedded AWS and keep it running.'
  static override description =
    'Prints the variables that point any AWS client at it. With --state everything survives a restart, and a kill. Ctrl-C ends it.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'An empty account on a free port.'},
    {
      command: '<%= config.bin %> <%= command.id %> --port 4599 --state ./aws',
      description: 'The same account every time.',
    },
  ]
  static override flags = {
    ...sandboxFlags,
    port: Flags.integer({description: 'Port to listen on.', helpValue: 'PORT', min: 1, max: 65_535}),
    scenario: Flags.string({description: 'Scenario to build first.', helpValue: 'NAME'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(SandboxStart)
    const {port, scenario, state: stateFolder} = flags
    const started = await startSandbox(await this.sandboxContext(), {port, scenario, stateFolder})
    try {
      if (this.jsonEnabled()) this.logJson(this.toSuccessJson(started.result))
      else this.show(sandboxStartView, started.result)
      this.note(`The sandbox listens at ${started.result.url}. Ctrl-C ends it.`)
      await this.untilInterrupted()
    } finally {
      await started.stop()
    }
  }
}
