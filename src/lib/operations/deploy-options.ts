import type {NetworkOptions} from './deploy-network.ts'
import type {ScheduleWishes} from './enable-schedule.ts'

/** What the command line names. Absent members were not typed. */
export interface DeployOptions extends ScheduleWishes {
  readonly rotator: string
  readonly secretId: string
  /** Takes the place of the function that rotates the secret so far. */
  readonly adopt: boolean
  /** Of the function. Absent: `secrot-ROTATOR`. */
  readonly name?: string | undefined
  readonly user?: string | undefined
  readonly api?: string | undefined
  /** `SETTING=VALUE`. */
  readonly set: readonly string[]
  /** ARN, id or alias of a key that exists. */
  readonly kmsKey?: string | undefined
  /** `alias/NAME` of a key that is made for a new secret. */
  readonly newKmsKey?: string | undefined
  /** ARNs of the roles and users that a key which is made lets read. */
  readonly readers: readonly string[]
  readonly logRetentionDays?: number | undefined
  /** Where the function stands. Absent: where it stands already. */
  readonly network?: NetworkOptions | undefined
  /** Whether the first rotation starts at once. Absent: somebody is asked; where nobody is, it does not. */
  readonly now?: boolean | undefined
  /** `rotation-off`: what somebody has switched off goes on again. `vpc-endpoint`: one is made for the whole VPC. */
  readonly allow: readonly string[]
  /** Answers the question whether to deploy. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  readonly dryRun: boolean
  /** Asks whose credential it is, `user` or `api`, where neither a flag nor a tag says it. Absent: nobody can be asked. */
  readonly askTarget?: ((target: string) => Promise<string>) | undefined
  /** Where the packages of the rotators lie. */
  readonly rotatorsFolder: string
}
