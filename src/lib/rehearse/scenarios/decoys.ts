import type {Bench} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {RotationResult} from '../observation.ts'
import {stringsIn} from '../value-strings.ts'

export interface DecoyFacts {
  readonly rotations: readonly RotationResult[]
  /** Secrets, users and APIs that are none of the function's business. */
  readonly foreign: readonly Foreign[]
  /** What is beside the target at the target is another than before. */
  readonly othersChanged: boolean
}

export interface Foreign {
  /** For people: `user a-decoy`. */
  readonly what: string
  /** Its ARN, of an API its id. */
  readonly id: string
}

/** R×2 with secrets and users around whose names are like those of the function's own. */
export const decoys: Scenario<DecoyFacts> = {
  name: 'decoys',
  async play(bench) {
    await addDecoys(bench)
    const foreign = await foreignOf(bench)
    const before = await bench.target.othersState()
    const first = await bench.rotate()
    await bench.advance(bench.periodMs)
    const rotations = first.ok ? [first, await bench.rotate()] : [first]
    return {rotations, foreign, othersChanged: (await bench.target.othersState()) !== before}
  },
}

async function addDecoys(bench: Bench): Promise<void> {
  const {name} = bench.secret
  const SecretString = JSON.stringify({username: 'decoy', password: 'value-of-a-decoy-3f'})
  // One sorts before, one after, one is what is left of the name without its path.
  for (const Name of [`a-${name}`, `${name}-old`, `${name.split('/').at(-1)}`]) {
    if (Name !== name) await bench.call('secretsmanager', 'CreateSecret', {Name, SecretString})
  }
  for (const UserName of ['a-decoy', 'zz-decoy']) await bench.call('iam', 'CreateUser', {UserName})
}

async function foreignOf(bench: Bench): Promise<readonly Foreign[]> {
  const own = await ownStrings(bench)
  const isForeign = (...names: readonly string[]) => !names.some(name => own.has(name))
  const secrets = await listed<{ARN: string; Name: string}>(bench, 'secretsmanager', 'ListSecrets', 'SecretList')
  const users = await listed<{Arn: string; UserName: string}>(bench, 'iam', 'ListUsers', 'Users')
  const apis = await listed<{apiId: string}>(bench, 'appsync', 'ListGraphqlApis', 'graphqlApis')
  const keys = new Set((await bench.target.credentials()).map(({id}) => id))
  const others: Foreign[] = []
  for (const {Arn, UserName} of users) {
    const held = await listed<{AccessKeyId: string}>(bench, 'iam', 'ListAccessKeys', 'AccessKeyMetadata', {UserName})
    const isTarget = held.some(({AccessKeyId}) => keys.has(AccessKeyId))
    if (!isTarget && isForeign(Arn, UserName)) others.push({what: `user ${UserName}`, id: Arn})
  }
  return [
    ...secrets
      .filter(({ARN, Name}) => ARN !== bench.secret.arn && isForeign(ARN, Name))
      .map(({ARN, Name}) => ({what: `secret ${Name}`, id: ARN})),
    ...others,
    ...apis.filter(({apiId}) => isForeign(apiId)).map(({apiId}) => ({what: `API ${apiId}`, id: apiId})),
  ]
}

/** What the secret's value and the function's variables name, and what was declared beside the target, is the function's business: the secret of a master user. */
async function ownStrings(bench: Bench): Promise<ReadonlySet<string>> {
  const {Environment} = (await bench.call('lambda', 'GetFunctionConfiguration', {
    FunctionName: bench.functionArn,
  })) as {Environment?: {Variables?: Record<string, string>}}
  const value = bench.value('AWSCURRENT')
  return new Set([
    ...(value === undefined ? [] : stringsIn(value)),
    ...Object.values(Environment?.Variables ?? {}),
    ...(bench.target.beside ?? []),
  ])
}

const MOST_PAGES = 50

async function listed<Entry>(
  bench: Bench,
  service: string,
  operation: string,
  member: string,
  input: Readonly<Record<string, string>> = {},
): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  let next: Readonly<Record<string, string>> | undefined = {}
  for (let pages = 0; next !== undefined && pages < MOST_PAGES; pages += 1) {
    const page = (await bench.call(service, operation, {...input, ...next})) as Record<string, unknown>
    entries.push(...((page[member] ?? []) as Entry[]))
    const token: string | undefined = TOKENS.find(name => typeof page[name] === 'string')
    next = token === undefined ? undefined : {[token]: page[token] as string}
  }
  return entries
}

/** What lists call the way to their next page. */
const TOKENS = ['NextToken', 'nextToken', 'Marker']
