import type {OrderedRecord} from './call-record.ts'
import type {VirtualClock} from './clock.ts'
import type {SandboxCredentials} from './credentials.ts'
import type {FaultPlan} from './faults.ts'
import type {Restoring, SandboxSnapshot} from './frame.ts'
import type {BehaviourSwitches, CallRecordEntry, LoggedLine, Pause, SeenCall, Service, World} from './kernel.ts'
import type {AppSyncSetup} from './services/appsync/setup.ts'
import type {TrailSetup} from './services/cloudtrail/index.ts'
import type {NetworkSetup} from './services/vpc/setup.ts'
import type {IamSetup} from './services/iam/setup.ts'
import type {SecretsManager} from './services/secretsmanager/index.ts'
import type {ServiceOwnedSeed} from './services/secretsmanager/seed.ts'
import type {ProcessTime} from './runtime/process-options.ts'
import type {LambdaService} from './services/lambda/index.ts'
import type {Mails} from './services/ses/index.ts'
import type {Topics} from './services/sns/index.ts'
import type {SwitchBoard} from './switches.ts'
import type {TargetGate} from './target-gate.ts'
import type {Logins} from './targets/logins.ts'
import type {SdkRequestHandler} from './transports/sdk-handler.ts'

export interface SandboxOptions {
  /** Everything random follows from it. Absent: one that nobody chose. */
  readonly seed?: number
  /** Absent or 0: any free port. */
  readonly port?: number
  /** false: no socket at all, in-process transports only. Absent: true. */
  readonly listen?: boolean
  readonly clock?: {readonly mode?: 'real' | 'manual'; readonly startAt?: number}
  readonly switches?: Partial<BehaviourSwitches>
  /** Root credential of the default account. Absent: random. */
  readonly credentials?: SandboxCredentials
  /** Absent: 111122223333. */
  readonly accountId?: string
  /** Absent: eu-central-1. It is only what clients are told; every region is served. */
  readonly region?: string
  /** All state lives here, survives restarts and kills, and is whole at any moment. Absent: in memory only. */
  readonly stateFolder?: string
  /**
   * Built before anything is written, so that whoever fails or is killed meanwhile leaves no state behind. Not built
   * where the sandbox goes on from its state folder. Absent: an empty account.
   */
  readonly scenario?: string
  /** Ends the building of the scenario with its reason. Absent: nothing does. */
  readonly signal?: AbortSignal
  /** Told at once of what fails inside the sandbox itself. */
  readonly onBug?: (error: unknown) => void
  /** Told of each entry of the call record at once, before anybody has an answer to what it tells of. */
  readonly onEntry?: (entry: CallRecordEntry) => void
  /** Told of each line that a function logs, with whatever it has in it; for checkers. */
  readonly onLogLine?: (line: LoggedLine) => void
  /** Told of the access key id of each request that was refused for its credential; for checkers. */
  readonly onRefusedKey?: (accessKeyId: string) => void
  /** Told of each call after its end, with the raw input and output, which are stored nowhere. */
  readonly observe?: (seen: SeenCall) => void
  /**
   * `virtual`: Node and Python processes of functions wait in virtual time, which moves on when all that are at work do
   * nothing but wait; it needs a manual clock. Absent: real, they wait as long as they say.
   */
  readonly processTime?: ProcessTime
  /** Told of each pause that such a process makes. */
  readonly onPause?: (pause: Pause) => void
  /** Seeds Math.random of Node processes and `random` of Python ones; what is cryptographic stays as it is. Absent: neither. */
  readonly seedOfFunctions?: number
  /**
   * Processes of functions have a network of their own, where the machine can give them one, from which they reach the
   * sandbox and nothing else: `lambda.network()` tells. Absent: false, what is loaded before them lets them reach loopback.
   */
  readonly ownNetwork?: boolean
  /** Hosts beside loopback that processes of functions may reach. Absent: none. */
  readonly allowedHosts?: readonly string[]
  /** Further services beside the sandbox's own; tests of the wire bring theirs. */
  readonly services?: (world: World) => readonly Service[]
}

/** Who calls in-process. Absent members: root of the default account, the sandbox's region. */
export interface InProcessCaller {
  readonly accessKeyId?: string
  readonly sessionToken?: string
  readonly region?: string
}

export interface Sandbox {
  /** `http://127.0.0.1:1234`; with port 0 when it does not listen. */
  readonly url: string
  readonly port: number
  readonly seed: number
  readonly accountId: string
  readonly region: string
  /** Root credential of the default account. */
  readonly credentials: SandboxCredentials
  /** Whether it goes on from what lay in its state folder. */
  readonly resumed: boolean
  /** What it was built from; undefined: an empty account. */
  readonly scenario: string | undefined
  /** Bearer token of the control paths under `/_secrot/`. */
  readonly controlToken: string
  readonly clock: VirtualClock
  /** How it behaves where AWS's behaviour is not known. */
  readonly switches: SwitchBoard
  readonly faults: FaultPlan
  readonly callRecord: OrderedRecord
  readonly world: World
  /** Users, roles and policies made without requests, for scenarios and tests. */
  readonly iam: IamSetup
  /** A secret that an AWS service owns, which no request can make. Answers its ARN. */
  seedServiceOwnedSecret(seed: ServiceOwnedSeed): string
  /** Handlers of functions inside this process, for model runs, and the processes of all others. */
  readonly lambda: Pick<
    LambdaService,
    'registerInProcess' | 'endWorkers' | 'spare' | 'filesOf' | 'sharedFolders' | 'network'
  >
  /** What happens to secrets without any request, for scenarios and tests. */
  readonly secretsManager: Pick<SecretsManager, 'missWindows' | 'storedVersions' | 'spoil' | 'steps'>
  /** AppSync APIs and their keys without requests, for scenarios and checkers. */
  readonly appsync: AppSyncSetup
  /** Networks of the account without requests, for scenarios and tests. */
  readonly network: NetworkSetup
  /** Events of the past, put into the trail without requests. */
  readonly trail: TrailSetup
  /** What was published to topics, and how an address says that it wants to be subscribed. */
  readonly topics: Topics
  /** What was sent through SES, and what only the owner of an address or AWS's support can do. */
  readonly mail: Mails
  /** Targets of rotations outside AWS. */
  readonly logins: Logins
  /** Puts objects into buckets, for functions and templates that are made of them; no request can. */
  readonly objects: {put(object: {readonly bucket: string; readonly key: string; readonly body: Uint8Array}): void}
  /** Faults and record for requests to servers outside the sandbox, by whoever stands between them and the functions. */
  readonly gate: Pick<TargetGate, 'pass' | 'awaitOutside'>
  /** What failed inside the sandbox itself; a test that finds something here has found a bug of the sandbox. */
  readonly bugs: readonly unknown[]
  /** `requestHandler` of SDK clients: the bytes of the wire without a socket. */
  readonly requestHandler: SdkRequestHandler
  /**
   * One call without bytes and signature; everything else is as on the wire. Throws ServiceError as the service would,
   * ConnectionCut where a fault cuts the connection.
   */
  call(service: string, operation: string, input: Record<string, unknown>, caller?: InProcessCaller): Promise<unknown>
  /** Root credential of another account, which is opened when it is new. */
  addAccount(accountId: string): SandboxCredentials
  /** All state as plain data. Entities are never changed in place, so it is cheap and stays as it is. */
  snapshot(): SandboxSnapshot
  /**
   * What decides how calls are answered from now on: the services' state without what was done and by whom (logs, trails,
   * outboxes, sessions), and without the moments at which windows open. Plain data; equal deeds give it an equal order.
   */
  present(): unknown
  /** Puts all of it back. What was under way ends without a trace. */
  restore(snapshot: SandboxSnapshot, how?: Restoring): void
  /** As just started. What was under way is ended first, so that none of it reaches into the new state. */
  reset(): Promise<void>
  /** Resets, then builds a scenario by its name; a kill meanwhile leaves the state from before. Throws UnknownScenario. */
  load(scenario: string): Promise<void>
  /** Resolves when all that happened so far would survive a kill; at once without a state folder. */
  save(): Promise<void>
  stop(): Promise<void>
}
