import type {Sandbox} from '../../sandbox/index.ts'
import type {StagedSecret} from '../bench.ts'
import {labelsOf} from '../labels.ts'
import type {LiveCredential, Sample} from '../observation.ts'
import type {Step} from '../steps.ts'
import type {Credential, Standing} from '../target.ts'

/** When a sample is taken. */
export interface Moment {
  readonly after: number
  readonly step: Step | undefined
}

type Version = ReturnType<Sandbox['secretsManager']['storedVersions']>[number]

/** Versions and target now; the target is asked where it has a model. */
export async function sampleOf(
  sandbox: Sandbox,
  secret: StagedSecret,
  moment: Moment,
  initial: InitialIds,
): Promise<Sample> {
  const versions = sandbox.secretsManager.storedVersions(secret.arn)
  const {target} = secret
  if (!target.hasModel) return sampled(sandbox, versions, moment, undefined, initial)
  const standings: Standing[] = []
  for (const {text} of versions) standings.push(text === undefined ? NOTHING : await target.standing(text))
  const asked = {standings, credentials: await target.credentials(), state: await target.state()}
  const sample = sampled(sandbox, versions, moment, asked, initial)
  if (target.userIn === undefined) return sample
  const named = versions.map(({id, text}) =>
    text === undefined || !sample.labels[id] ? undefined : target.userIn!(text),
  )
  return {...sample, users: [...new Set(named)].filter(user => user !== undefined)}
}

/** The same without waiting, for targets that answer within the sandbox. */
export function sampleNow(sandbox: Sandbox, secret: StagedSecret, moment: Moment, initial: InitialIds): Sample {
  const versions = sandbox.secretsManager.storedVersions(secret.arn)
  const {target} = secret
  if (!target.hasModel) return sampled(sandbox, versions, moment, undefined, initial)
  const standings = versions.map(({text}) => (text === undefined ? NOTHING : (target.standing(text) as Standing)))
  const credentials = target.credentials() as readonly Credential[]
  return sampled(sandbox, versions, moment, {standings, credentials, state: target.state() as string}, initial)
}

/** Ids of the credentials that were there when the scenario began. */
export type InitialIds = ReadonlySet<string>

const NOTHING: Standing = {acceptedNow: false, active: false}

/** What the target said. */
interface Asked {
  readonly standings: readonly Standing[]
  readonly credentials: readonly Credential[]
  readonly state: string
}

function sampled(
  sandbox: Sandbox,
  versions: readonly Version[],
  {after, step}: Moment,
  asked: Asked | undefined,
  initial: InitialIds,
): Sample {
  const accepted = asked && versions.filter((_, at) => asked.standings[at]?.acceptedNow).map(({id}) => id)
  return {
    at: sandbox.clock.now(),
    after,
    ...(step === undefined ? {} : {step}),
    labels: labelsOf(versions),
    accepted,
    ...placesOf(versions, asked?.standings ?? []),
    live: asked?.credentials.map(credential => liveOf(credential, versions, initial)),
    target: asked?.state,
  }
}

/** Nothing where all values are of one place. */
function placesOf(versions: readonly Version[], standings: readonly Standing[]): Pick<Sample, 'places'> {
  const named = new Set(standings.flatMap(({places = {}}) => Object.keys(places)))
  if (named.size < 2) return {}
  const accepting = (at: string) => versions.filter((_, index) => standings[index]?.places?.[at]).map(({id}) => id)
  return {places: [...named].map(accepting)}
}

function liveOf(credential: Credential, versions: readonly Version[], initial: InitialIds): LiveCredential {
  const {id, createdAt, state} = credential
  const holders = versions.filter(({text}) => text !== undefined && credential.isIn(text)).map(version => version.id)
  return {id, createdAt, state, versions: holders, initial: initial.has(id)}
}
