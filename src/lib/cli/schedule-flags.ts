import {Flags} from '@oclif/core'

/** Flags that say when a secret rotates; of the first three, and of `others`, only one is taken. */
export function scheduleFlags(...more: readonly string[]) {
  const schedules = ['every', 'rate', 'cron', ...more]
  const others = (name: string): string[] => schedules.filter(other => other !== name)
  return {
    every: Flags.string({
      description: 'Rotate every so many days or hours, such as 30d or 12h.',
      helpValue: 'INTERVAL',
      exclusive: others('every'),
    }),
    rate: Flags.string({
      description: "A rate as AWS writes it, such as '10 days'.",
      helpValue: 'RATE',
      exclusive: others('rate'),
    }),
    cron: Flags.string({
      description: "A cron schedule as AWS writes it, such as '0 8 1 * ? *'; UTC.",
      helpValue: 'CRON',
      exclusive: others('cron'),
    }),
    window: Flags.string({description: 'Length of the window, 1h to 24h. Default: by AWS.', helpValue: 'HOURS'}),
  }
}
