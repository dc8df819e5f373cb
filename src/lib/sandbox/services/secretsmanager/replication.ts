import type {World} from '../../kernel.ts'
import {arnInRegion} from './arn.ts'
import type {Deletions} from './deletion.ts'
import type {ReplicaStatus, Secret} from './entities.ts'
import {invalidParameter} from './errors.ts'
import {copyForReplica, type Cause, type SecretStore} from './store.ts'
import {keyOf} from './values.ts'

const REPLICATION_TIMER = 'secretsmanager.replicate'

/** AWS answers InProgress first; nothing says for how long. */
const REPLICATION_MS = 1_000

const NAME_TAKEN = 'Secret with this name already exists in this region'

interface ReplicationTimer {
  readonly secretArn: string
  readonly region: string
  readonly overwrite: boolean
}

export interface ReplicaRequest {
  readonly regions: readonly {readonly Region: string; readonly KmsKeyId?: string | undefined}[]
  /** Whether a secret of the same name in the other region gives way. */
  readonly overwrite: boolean
}

/** Copies secrets to other regions: the replica is a secret of its own, with the primary's ARN but for the region. */
export class Replication {
  readonly #world: World
  readonly #store: SecretStore
  readonly #deletions: Deletions

  constructor(world: World, store: SecretStore, deletions: Deletions) {
    this.#world = world
    this.#store = store
    this.#deletions = deletions
    world.clock.on(REPLICATION_TIMER, payload => this.#replicate(payload as ReplicationTimer))
  }

  /** Begins to replicate; the answer's status is InProgress. Throws InvalidParameterException. */
  begin(secret: Secret, request: ReplicaRequest, cause: Cause): Secret {
    const known = secret.replicas ?? []
    const added = request.regions.map(region => this.#wanted(secret, known, region))
    const kept = known.filter(replica => !added.some(status => status.region === replica.region))
    const saved = this.#store.save({...secret, primaryRegion: secret.region, replicas: [...kept, ...added]}, cause)
    const {clock} = this.#world
    for (const {region} of added) {
      const payload: ReplicationTimer = {secretArn: secret.arn, region, overwrite: request.overwrite}
      clock.schedule({dueAt: clock.now() + REPLICATION_MS, kind: REPLICATION_TIMER, payload})
    }
    return saved
  }

  /** Deletes replicas at once. */
  end(secret: Secret, regions: readonly string[], cause: Cause): Secret {
    for (const replica of (secret.replicas ?? []).filter(known => regions.includes(known.region))) {
      if (replica.status !== 'Failed') this.#deletions.removeReplica(secret, replica.region)
    }
    return this.#store.save(withoutReplicas(secret, regions), cause)
  }

  /** Makes a replica a secret of its own. */
  promote(replica: Secret, cause: Cause): Secret {
    const primary = this.#store.byArn(arnInRegion(replica.arn, replica.primaryRegion ?? replica.region))
    if (primary !== undefined) this.#store.save(withoutReplicas(primary, [replica.region]), cause)
    const {primaryRegion: _former, ...standalone} = replica
    return this.#store.save(standalone, cause)
  }

  #wanted(secret: Secret, known: readonly ReplicaStatus[], wanted: ReplicaRequest['regions'][number]): ReplicaStatus {
    const {Region: region, KmsKeyId} = wanted
    if (region === secret.region) throw invalidParameter('Invalid replica region.')
    if (known.some(replica => replica.region === region && replica.status !== 'Failed')) {
      throw invalidParameter(`The secret is replicated to ${region} already.`)
    }
    const kmsKeyId = keyOf(KmsKeyId)
    return {region, status: 'InProgress', ...(kmsKeyId === undefined ? {} : {kmsKeyId})}
  }

  #replicate({secretArn, region, overwrite}: ReplicationTimer): void {
    const primary = this.#store.byArn(secretArn)
    const status = primary?.replicas?.find(replica => replica.region === region)
    if (primary === undefined || status?.status !== 'InProgress') return
    const inTheWay = this.#store.find(primary.accountId, region, primary.name)
    if (inTheWay !== undefined && !overwrite) {
      this.#setStatus(primary, {...status, status: 'Failed', message: NAME_TAKEN})
      return
    }
    if (inTheWay !== undefined) this.#deletions.remove(inTheWay)
    this.#store.touch(this.#copyOf(primary, status))
    this.#setStatus(primary, {...status, status: 'InSync'})
  }

  #setStatus(primary: Secret, status: ReplicaStatus): void {
    const replicas = (primary.replicas ?? []).map(replica => (replica.region === status.region ? status : replica))
    this.#store.touch({...primary, replicas})
  }

  #copyOf(primary: Secret, {region, kmsKeyId}: ReplicaStatus): Secret {
    const {description, type, owningService, tags, policy, changedAt, accountId, name, versions} = primary
    const empty: Secret = {
      accountId,
      region,
      name,
      changedAt,
      ordinal: this.#store.nextOrdinal(),
      arn: arnInRegion(primary.arn, region),
      createdAt: this.#world.clock.now(),
      versions: [],
      primaryRegion: primary.region,
      ...(kmsKeyId === undefined ? {} : {kmsKeyId}),
    }
    const copies = versions.map(version => copyForReplica(version, empty))
    return {...empty, description, type, owningService, tags, policy, versions: copies}
  }
}

function withoutReplicas(secret: Secret, regions: readonly string[]): Secret {
  const replicas = (secret.replicas ?? []).filter(replica => !regions.includes(replica.region))
  return {...secret, replicas}
}
