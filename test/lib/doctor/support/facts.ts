import {
  type ApiKeyName,
  type Auth,
  type Fact,
  type FactOptions,
  type FunctionFacts,
  holdLabel,
  known,
  type Maker,
  type SecretFacts,
  unknown,
  type ValueClass,
  type VersionFacts,
} from '../../../../src/lib/doctor/facts.ts'
import {rotationEventNames} from '../../../../src/lib/history/events.ts'
import type {Rehearsal} from '../../../../src/lib/rehearse/record.ts'
import type {SecretDescription, Version} from '../../../../src/lib/rotation/secret.ts'

export const NOW = Date.parse('2026-11-22T03:14:48Z')
export const MINUTE = 60_000
export const DAY = 86_400_000
export const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/orders/db-AbCdEf'
export const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:orders-db-rotation'
export const PENDING = '5f0d2a71-0000-4000-8000-000000000001'
export const CURRENT = '8c1e77b0-0000-4000-8000-000000000002'
export const PREVIOUS = '2b94d0c5-0000-4000-8000-000000000003'
export const CODE = 'c29tZS1jb2RlLXNoYTI1Ng=='

export interface VersionOptions {
  readonly labels?: readonly string[]
  readonly value?: ValueClass
  readonly auth?: Auth | '?'
  readonly maker?: Maker | '?'
  readonly createdAt?: number
  readonly accessKeyId?: string
  readonly apiKey?: ApiKeyName
}

export function aVersion(versionId: string, options: VersionOptions = {}): VersionFacts {
  const at = NOW - MINUTE
  const value = options.value ?? 'own'
  const fact = <T>(given: T | '?' | undefined, source: 'probe' | 'events'): Fact<T> =>
    given === undefined || given === '?' ? unknown('nobody was asked') : known(given, {text: source, source, at})
  return {
    versionId,
    labels: options.labels ?? [],
    createdAt: options.createdAt ?? NOW - 30 * DAY,
    value,
    valueProof:
      value === 'unread' ? unknown('no consent to read it') : known(value, {text: 'read', source: 'value', at}),
    auth: fact(options.auth, 'probe'),
    maker: fact(options.maker, 'events'),
    ...(options.accessKeyId === undefined ? {} : {accessKeyId: options.accessKeyId}),
    ...(options.apiKey === undefined ? {} : {apiKey: options.apiKey}),
  }
}

export interface FactsOptions extends Omit<Partial<SecretFacts>, 'options'> {
  /** Changes to what DescribeSecret says. */
  readonly description?: Partial<SecretDescription>
  readonly options?: Partial<FactOptions>
}

/** A secret that rotates and is settled; each test states what differs. */
export function someFacts(given: FactsOptions = {}): SecretFacts {
  const current = 'current' in given ? given.current : aVersion(CURRENT, {labels: ['AWSCURRENT'], maker: 'fn'})
  const previous =
    'previous' in given ? given.previous : aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], createdAt: NOW - 60 * DAY})
  const {pending, others = []} = given
  const versions = [pending, current, previous, ...others].filter(version => version !== undefined)
  const {description, options, ...rest} = given
  return {
    arn: ARN,
    name: 'prod/orders/db',
    now: NOW,
    pendingOnCurrent: current?.labels.includes('AWSPENDING') === true,
    running: {value: 'no', why: 'no step since 02:44:20Z', proof: [], actions: []},
    events: known({events: [], names: rotationEventNames, since: NOW - 60 * DAY, readAt: NOW}),
    log: known({invocations: [], platformLines: true, since: NOW - 60 * DAY, readAt: NOW}),
    function: known(aFunction()),
    invokePermission: known({allowed: true, statementIds: ['secrot'], readAt: NOW}),
    keys: unknown('no access key is looked at'),
    freshSteps: [],
    target: 'command',
    environment: {
      account: '111122223333',
      region: 'eu-central-1',
      callerArn: 'arn:aws:sts::111122223333:assumed-role/oncall/me',
    },
    trustedCode: [],
    attested: [],
    exhausted: [],
    labels: known({
      description: {
        arn: ARN,
        name: 'prod/orders/db',
        rotationEnabled: true,
        rotationFunctionArn: FUNCTION_ARN,
        rotationRules: {automaticallyAfterDays: 30},
        lastRotatedAt: NOW - 30 * DAY,
        lastChangedAt: NOW - 2 * 3_600_000,
        nextRotationAt: NOW + DAY,
        tags: {},
        staging: new Map(versions.filter(v => v.labels.length > 0).map(v => [v.versionId, v.labels])),
        ...description,
      },
      versions: versions.map(asVersion),
      readAt: NOW,
    }),
    ...rest,
    ...(current === undefined ? {} : {current}),
    ...(previous === undefined ? {} : {previous}),
    ...(pending === undefined ? {} : {pending}),
    others,
    options: {expectRotation: false, tidy: false, unusedForMs: 14 * DAY, ...options},
  }
}

/** AWSPENDING on a version that is not AWSCURRENT. */
export function stuckFacts(pending: VersionOptions = {}, given: FactsOptions = {}): SecretFacts {
  return someFacts({
    pending: aVersion(PENDING, {labels: ['AWSPENDING'], createdAt: NOW - 41 * MINUTE, maker: 'fn', ...pending}),
    ...given,
  })
}

export function aFunction(
  change: Partial<Extract<FunctionFacts, {kind: 'found'}>['configuration']> = {},
  rehearsal: Rehearsal = {kind: 'never'},
): FunctionFacts {
  return {
    kind: 'found',
    readAt: NOW,
    reservedConcurrency: known(undefined),
    rehearsal,
    configuration: {
      arn: FUNCTION_ARN,
      name: 'orders-db-rotation',
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      roleArn: 'arn:aws:iam::111122223333:role/orders-db-rotation',
      timeoutMs: 30_000,
      state: 'Active',
      lastUpdateStatus: 'Successful',
      lastModifiedAt: NOW - 90 * DAY,
      codeSha256: CODE,
      environmentNames: [],
      logGroup: '/aws/lambda/orders-db-rotation',
      logFormat: 'Text',
      inVpc: false,
      layerArns: [],
      ...change,
    },
  }
}

function asVersion(version: VersionFacts): Version {
  return {
    versionId: version.versionId,
    labels: version.labels,
    kmsKeyIds: [],
    ...(version.createdAt === undefined ? {} : {createdAt: version.createdAt}),
  }
}

export {holdLabel}
