import type {EventBus, Functions, Identities, Keys, LogWriter, Service, TopicWriter, World} from './kernel.ts'
import {createAccount} from './services/account/index.ts'
import {createAppSync, type AppSyncService} from './services/appsync/index.ts'
import {createCloudFormation} from './services/cloudformation/index.ts'
import {createCloudTrail, type CloudTrail} from './services/cloudtrail/index.ts'
import {createEc2, type Ec2Service} from './services/vpc/index.ts'
import {createEventBridge} from './services/eventbridge/index.ts'
import {createIam, type Iam} from './services/iam/index.ts'
import {createSecretsManager, type SecretsManager} from './services/secretsmanager/index.ts'
import {createKms} from './services/kms/index.ts'
import {createLogs} from './services/logs/index.ts'
import {createSes, type Ses} from './services/ses/index.ts'
import {createSns, type Topics} from './services/sns/index.ts'
import {createLambda, type LambdaService} from './services/lambda/index.ts'
import type {ProcessOptions} from './runtime/process-options.ts'
import {createSts} from './services/sts/index.ts'

/** The services of one sandbox and the parts of the world they stand for. */
export interface Installation {
  /** In the order in which snapshots are put back. */
  readonly services: readonly Service[]
  readonly identities: Identities
  readonly iam: Iam
  readonly secretsManager: SecretsManager
  readonly functions: Functions
  readonly lambda: LambdaService
  readonly appsync: AppSyncService
  readonly keys: Keys
  readonly logs: LogWriter
  readonly trail: CloudTrail
  readonly bus: EventBus
  readonly sns: TopicWriter
  readonly topics: Topics
  readonly mails: Ses['mails']
  readonly network: Ec2Service['setup']
}

/** Makes every service the sandbox has. Services reach one another through `world` only, and only once all are made. */
export function installServices(world: World, further: readonly Service[], processes: ProcessOptions): Installation {
  const iam = createIam(world)
  const trail = createCloudTrail(world)
  const secretsManager = createSecretsManager(world)
  const lambda = createLambda(world, processes)
  const kms = createKms(world)
  const appsync = createAppSync(world)
  const logs = createLogs(world)
  const sns = createSns(world)
  const events = createEventBridge(world)
  const ses = createSes(world)
  const ec2 = createEc2(world)
  return {
    services: withReplacements(
      [
        createAccount(world),
        iam,
        createSts(iam, world),
        trail,
        kms,
        secretsManager,
        lambda,
        appsync,
        logs,
        sns,
        events,
        createCloudFormation(world),
        ses.query,
        ses.rest,
        ec2,
      ],
      further,
    ),
    identities: iam,
    iam,
    secretsManager,
    functions: lambda,
    lambda,
    appsync,
    keys: kms,
    logs,
    trail,
    bus: events.bus,
    sns,
    topics: sns.topics,
    mails: home => ses.mails(home),
    network: ec2.setup,
  }
}

/** A further service takes the place of the sandbox's own of the same id. */
function withReplacements(own: readonly Service[], further: readonly Service[]): readonly Service[] {
  const replaced = new Set(further.map(({definition}) => definition.id))
  return [...own.filter(({definition}) => !replaced.has(definition.id)), ...further]
}
