import {Flags} from '@oclif/core'
import {emitFormats} from '../operations/emit.ts'

/** What `deploy` writes down in place of making it. */
export const emitFlags = {
  emit: Flags.option({
    options: emitFormats,
    description: 'Print a template, or the link of the console that opens one, in place of deploying.',
    exclusive: ['now', 'later', 'dry-run', 'adopt', 'subnet', 'security-group', 'endpoint'],
  })(),
  'template-url': Flags.string({
    description: 'With --emit quick-create: where the template lies.',
    helpValue: 'URL',
    dependsOn: ['emit'],
  }),
}
