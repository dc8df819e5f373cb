import type {Fact, FreshStep} from '../doctor/facts.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import type {Attested, DoctorOptions} from './doctor-options.ts'
import {type DoctorLookups, makeDoctorLookups} from './doctor-lookups.ts'
import {listFleet} from './listing.ts'
import {keptValues, type TargetRun} from './target-run.ts'

/** What one run knows of a secret beyond AWS: answers, tries, and which changes were its own. */
export interface SecretMemory {
  attested: Attested
  /** When the target rejected a random value; asked once a run. */
  checkedAt?: number
  readonly freshSteps: FreshStep[]
  readonly exhausted: string[]
  /** Findings whose repair was declined in this run. */
  readonly declined: Set<string>
  /** Findings whose automatic repair stood in the list that was declined: it is not asked for again. */
  readonly declinedInList: Set<string>
  /** LastChangedDate before our first change, and after our last: our own changes are no sign of a rotation. */
  changedBefore?: number | undefined
  ownChangeAt?: number | undefined
  /** Request ids of the invocations that this run sent. */
  readonly sentRequests: Set<string>
}

/** State of one run of doctor, shared by all its secrets. */
export interface DoctorRun extends TargetRun {
  readonly options: DoctorOptions
  readonly startedAt: number
  /** How far back events matter, over all secrets: so that each name is one series of look-ups. */
  eventsSince: number | undefined
  lookups(region: string): DoctorLookups
  refreshKeyUses(): void
  /** Look-ups of keys that this run made, by key and region; they are bounded. */
  readonly keySeries: Set<string>
  /** The listing of a region, read once; shared functions are seen in it. */
  listing(region: string): Promise<readonly SecretDescription[]>
  /** Policies of execution roles by ARN: of a role that several functions or secrets share they are read once. */
  readonly rolePolicies: Map<string, Promise<Fact<readonly unknown[]>>>
  memory(arn: string): SecretMemory
  /** What is under way; shown again once a question was answered. */
  activity: string
  /** How many secrets are looked at, for the words of questions. */
  secretCount: number
  /** Asks once a run whether values may be read. */
  mayReadValues(versions: number): Promise<boolean>
  /** Key of the digests by which values are compared; lives in this process only. */
  readonly digestKey: Uint8Array
  /** Things said once a run. */
  readonly said: Set<string>
}

export function makeDoctorRun(context: Context, options: DoctorOptions): DoctorRun {
  const lookups = new Map<string, DoctorLookups>()
  const listings = new Map<string, Promise<readonly SecretDescription[]>>()
  const memories = new Map<string, SecretMemory>()
  let consent: Promise<boolean> | undefined
  const run: DoctorRun = {
    context,
    options,
    startedAt: context.clock.now(),
    eventsSince: undefined,
    secretCount: 1,
    activity: '',
    lookups: region => {
      const made = lookups.get(region) ?? makeDoctorLookups(context, region)
      lookups.set(region, made)
      return made
    },
    refreshKeyUses: () => {
      for (const made of lookups.values()) made.refreshKeyUses()
    },
    keySeries: new Set(),
    listing: region => {
      const made = listings.get(region) ?? readListing(context, region)
      listings.set(region, made)
      return made
    },
    rolePolicies: new Map(),
    memory: arn => {
      const made = memories.get(arn) ?? newMemory(options.attested)
      memories.set(arn, made)
      return made
    },
    async mayReadValues(versions) {
      const ofOne = versions === 1 ? 'the value of 1 version' : `the values of ${versions} versions`
      const {secretCount: count} = run
      consent ??= askConsent(context, options, count > 1 ? `values of these ${count} secrets` : ofOne)
      const answer = await consent
      context.progress.activity(run.activity)
      return answer
    },
    ...keptValues(),
    digestKey: context.random.bytes(32),
    said: new Set(),
  }
  return run
}

/** Work that takes a while, named on the screen as long as it goes on. */
export async function underWay<T>(run: DoctorRun, what: string, work: () => Promise<T>): Promise<T> {
  const {progress} = run.context
  run.activity = what
  progress.activity(what)
  try {
    return await work()
  } finally {
    run.activity = ''
    progress.activity('')
  }
}

function newMemory(attested: Attested): SecretMemory {
  return {
    attested,
    freshSteps: [],
    exhausted: [],
    declined: new Set(),
    declinedInList: new Set(),
    sentRequests: new Set(),
  }
}

/** Oldest first, as they are repaired: a listing from both ends comes in no order. */
async function readListing(context: Context, region: string): Promise<readonly SecretDescription[]> {
  const secrets: SecretDescription[] = []
  const pages = listFleet(context.aws({region}).secrets, {filters: [], parallel: false, signal: context.signal})
  for await (const page of pages) secrets.push(...page)
  return secrets.sort((one, other) => (one.createdAt ?? 0) - (other.createdAt ?? 0))
}

/** `--probe` and `--read-values` are consent, a probe of the configuration is not; without them a person is asked, and where nobody can be, nothing is read. */
async function askConsent(context: Context, options: DoctorOptions, what: string): Promise<boolean> {
  if (options.probe !== undefined || options.readValues) return true
  if (!context.ask.interactive) return false
  return context.ask.confirm({
    message: `Read ${what} (GetSecretValue) to know what they are?`,
    answeredBy: '--read-values',
  })
}
