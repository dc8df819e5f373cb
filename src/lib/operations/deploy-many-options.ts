import type {ScheduleWishes} from './enable-schedule.ts'

/** Which users: named, or those who have a tag. */
export type UsersSource =
  | {readonly kind: 'names'; readonly names: readonly string[]}
  | {readonly kind: 'tag'; readonly key: string; readonly value: string}

/** What the command line names. Absent members were not typed. */
export interface ManyOptions extends ScheduleWishes {
  readonly rotator: string
  readonly source: UsersSource
  /** Of the secrets. Absent: `iam-access-key/`. */
  readonly prefix?: string | undefined
  /** Of the function. Absent: `secrot-ROTATOR-users`. */
  readonly name?: string | undefined
  /** `SETTING=VALUE`. */
  readonly set: readonly string[]
  /** ARN, id or alias of a key that exists, for new secrets. */
  readonly kmsKey?: string | undefined
  readonly logRetentionDays?: number | undefined
  /** What becomes of users under the prefix that the source does not name. Absent: somebody is asked. */
  readonly others?: 'remove' | 'keep' | undefined
  /** Answers the question whether to deploy. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  readonly dryRun: boolean
  /** Where the packages of the rotators lie. */
  readonly rotatorsFolder: string
}
