import type {EventFacts, Fact} from '../doctor/facts.ts'
import type {SecretDescription, Version} from '../rotation/secret.ts'

/** Which version plays which part. */
export interface Roles {
  readonly current?: Version
  /** AWSPENDING on a version that is not current. */
  readonly pending?: Version
  readonly previous?: Version
  /** Newest first. */
  readonly others: readonly Version[]
}

export interface VersionsInput {
  readonly description: SecretDescription
  readonly roles: Roles
  readonly events: Fact<EventFacts>
  readonly functionRoleArn: string | undefined
  readonly codeSha256: string | undefined
}

/** While the look-ups are under way. */
export type VersionsAhead = Omit<VersionsInput, 'events'> & {readonly events: Promise<Fact<EventFacts>>}

/** Versions by their labels; AWSPREVIOUS on the pending version counts as none. */
export function rolesOf(versions: readonly Version[]): Roles {
  const holder = (label: string) => versions.find(version => version.labels.includes(label))
  const current = holder('AWSCURRENT')
  const pendingHolder = holder('AWSPENDING')
  const pending = pendingHolder === current ? undefined : pendingHolder
  const previousHolder = holder('AWSPREVIOUS')
  const previous = previousHolder === pending ? undefined : previousHolder
  const others = versions
    .filter(version => version !== current && version !== pending && version !== previous)
    .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
  return {
    ...(current === undefined ? {} : {current}),
    ...(pending === undefined ? {} : {pending}),
    ...(previous === undefined ? {} : {previous}),
    others,
  }
}
