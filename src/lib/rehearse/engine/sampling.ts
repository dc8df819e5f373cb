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
  if (!target.hasModel) return sampled(sandbox, versions, moment, undefined, undefined, initial)
  const standings: Standing[] = []
  for (const {text} of versions) standings.push(text === undefined ? NOTHING : await target.standing(text))
  return sampled(sandbox, versions, moment, standings, await target.credentials(), initial)
}

/** The same without waiting, for targets that answer within the sandbox. */
export function sampleNow(sandbox: Sandbox, secret: StagedSecret, moment: Moment, initial: InitialIds): Sample {
  const versions = sandbox.secretsManager.storedVersions(secret.arn)
  const {target} = secret
  if (!target.hasModel) return sampled(sandbox, versions, moment, undefined, undefined, initial)
  const standings = versions.map(({text}) => (text === undefined ? NOTHING : (target.standing(text) as Standing)))
  return sampled(sandbox, versions, moment, standings, target.credentials() as readonly Credential[], initial)
}

/** Ids of the credentials that were there when the scenario began. */
export type InitialIds = ReadonlySet<string>

const NOTHING: Standing = {acceptedNow: false, active: false}

function sampled(
  sandbox: Sandbox,
  versions: readonly Version[],
  {after, step}: Moment,
  standings: readonly Standing[] | undefined,
  credentials: readonly Credential[] | undefined,
  initial: InitialIds,
): Sample {
  const accepted =
    standings === undefined ? undefined : versions.filter((_, at) => standings[at]?.acceptedNow).map(({id}) => id)
  return {
    at: sandbox.clock.now(),
    after,
    ...(step === undefined ? {} : {step}),
    labels: labelsOf(versions),
    accepted,
    live: credentials?.map(credential => liveOf(credential, versions, initial)),
  }
}

function liveOf(credential: Credential, versions: readonly Version[], initial: InitialIds): LiveCredential {
  const {id, createdAt, state} = credential
  const holders = versions.filter(({text}) => text !== undefined && credential.isIn(text)).map(version => version.id)
  return {id, createdAt, state, versions: holders, initial: initial.has(id)}
}
