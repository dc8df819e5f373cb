import type {Gateways, Mutations} from '../../src/lib/aws/gateways.ts'
import type {Journal, JournalEntry} from '../../src/lib/journal/journal.ts'
import type {Context, Rehearsals} from '../../src/lib/operations/context.ts'

export interface FakeContext extends Context {
  readonly journal: Journal & {readonly entries: readonly JournalEntry[]}
  /** Lines, warnings and questions in the order they came. */
  readonly said: readonly string[]
}

export interface FakeContextOptions {
  /** Epoch milliseconds; the clock moves on with each sleep. */
  readonly now?: number
  /** Answers of questions whose flag was not given. Absent: no. */
  readonly answer?: boolean
  readonly gateways?: Partial<Gateways>
  readonly mutations?: Partial<Mutations>
  /** Called before each entry is kept; may throw, as a full disk does. */
  readonly onAppend?: (entry: JournalEntry) => void
  readonly signal?: AbortSignal
  /** Absent: nothing was ever rehearsed. */
  readonly rehearsals?: Rehearsals
}

/** A Context without AWS, terminal or disk, for operations whose collaborators are given in the test. */
export function fakeContext(options: FakeContextOptions = {}): FakeContext {
  let now = options.now ?? Date.UTC(2026, 10, 22, 3, 15, 31)
  const entries: JournalEntry[] = []
  const said: string[] = []
  const scope = {region: 'eu-central-1'}
  return {
    scope,
    scopeFlags: () => ({secrot: [], aws: []}),
    aws: wanted => ({scope: {...scope, ...wanted}, ...options.gateways}) as Gateways,
    mutations: () => (options.mutations ?? {}) as Mutations,
    caller: () =>
      Promise.resolve({
        accountId: '111122223333',
        arn: 'arn:aws:sts::111122223333:assumed-role/oncall/ada',
        userId: 'AROA:ada',
      }),
    renewCredentials: () => said.push('(credentials renewed)'),
    journal: {
      entries,
      runId: '20261122-031531-4k7q',
      append: async entry => {
        options.onAppend?.(entry)
        entries.push(entry)
      },
    },
    changesSince: () => Promise.resolve([]),
    clock: {
      now: () => now,
      sleep: async ms => {
        now += ms
      },
    },
    random: {
      uuid: () => '3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11',
      unit: () => 0.5,
      bytes: length => new Uint8Array(length),
    },
    ask: {
      interactive: true,
      confirm: async ({message, answer}) => {
        said.push(`? ${message}`)
        return answer ?? options.answer ?? false
      },
      choose: async ({ways}) => {
        said.push(`? ${ways.map(({name}) => name).join(', ')}`)
        return ways.at(-1)?.letter ?? ''
      },
      pressEnter: async message => {
        said.push(`? ${message}`)
      },
    },
    progress: {
      line: text => said.push(text),
      activity: () => undefined,
      warn: text => said.push(`! ${text}`),
    },
    rehearsals: options.rehearsals ?? {
      any: async () => false,
      of: async () => ({kind: 'never'}),
      packagedKind: async () => undefined,
    },
    probes: {command: () => Promise.reject(new Error('no probe here'))},
    signal: options.signal ?? new AbortController().signal,
    calledActions: [],
    said,
  }
}
