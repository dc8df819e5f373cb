/** What the pre-flight looks at, in the order in which it is shown. */
export type CheckName = 'function' | 'permission' | 'role' | 'key' | 'labels' | 'schedule'

/** One fact of the pre-flight. `unknown` is never taken for good, and does not stop anybody. */
export interface Check {
  readonly name: CheckName
  readonly state: 'ok' | 'bad' | 'unknown'
  readonly text: string
  /** Where it is known from: an AWS action or a flag. Unknown: the action that would tell. */
  readonly source: string
  /** Something to know beside it. */
  readonly note?: string
  /** What mends it, complete and quoted. */
  readonly remedy?: string
}
