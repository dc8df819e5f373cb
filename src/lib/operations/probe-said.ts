import type {Context} from './context.ts'

/** Says what a probe gets to read; its use is the consent. */
export function sayProbeReads({progress}: Pick<Context, 'progress'>, probe: string, what: string): void {
  progress.line(`Probe ${probe}: reads ${what} (GetSecretValue) and passes it on standard input.`, {
    indent: 'Probe '.length,
  })
}

/** `the value of 3 versions`, `the value of 1 more version`. */
export function valueOfVersions(count: number, more = ''): string {
  return `the value of ${count} ${more}version${count === 1 ? '' : 's'}`
}
