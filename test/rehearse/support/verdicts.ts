import {hash} from 'node:crypto'
import {readFileSync} from 'node:fs'

import {ITEMS} from '../../../src/lib/rehearse/all-items.ts'
import {itemReport} from '../../../src/lib/rehearse/judge.ts'
import {rehearse} from '../../../src/lib/rehearse/rehearse.ts'
import type {Subject} from '../../../src/lib/rehearse/subject.ts'
import {stageAppSyncApi} from '../../../src/lib/rehearse/targets/appsync-api.ts'
import {stageIamUser} from '../../../src/lib/rehearse/targets/iam-user.ts'
import {stageLogin} from '../../../src/lib/rehearse/targets/login.ts'
import {stageNone} from '../../../src/lib/rehearse/targets/none.ts'
import type {TargetSetup} from '../../../src/lib/rehearse/targets/staged.ts'
import {startSandbox} from '../../../src/lib/sandbox/index.ts'
import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'

/** A function under rehearsal, with the secret and target that it is written for. */
export interface Rehearsed {
  readonly source: string
  readonly secretValue: string
  readonly target: TargetSetup
  /** Absent: `team/rehearsed`. */
  readonly secretName?: string
  readonly otherSecrets?: Readonly<Record<string, string>>
  /** Environment variables. Absent: none. */
  readonly variables?: Readonly<Record<string, string>>
  /** Absent: no policy came with it. */
  readonly shippedPolicy?: unknown
  /** Another one draws other values. Absent: 7. */
  readonly seed?: number
}

const others = '"note":"stays as it is","nested":{"list":[1,null,"ü"],"off":false}'

/** The correct functions of the corpus for Node. */
export const correct = {
  iam: {
    source: corpusSource('add-iam'),
    secretValue: `{"username":"{{username}}","accessKeyId":"{{accessKeyId}}","secretAccessKey":"{{secretAccessKey}}",${others}}`,
    target: stageIamUser,
  },
  appsync: {
    source: corpusSource('add-appsync'),
    secretValue: `{"apiId":"{{apiId}}","apiKey":"{{apiKey}}","url":"{{url}}",${others}}`,
    target: stageAppSyncApi,
  },
  rep: {
    source: corpusSource('rep'),
    secretValue: `{"url":"{{url}}","username":"{{username}}","password":"{{password}}",${others}}`,
    target: stageLogin,
  },
  alt: {
    source: corpusSource('alt'),
    secretValue: `{"url":"{{url}}","username":"{{username}}","password":"{{password}}","masterSecretId":"{{masterSecretArn}}",${others}}`,
    target: stageLogin,
    otherSecrets: {master: '{"username":"{{adminUser}}","password":"{{adminPassword}}"}'},
  },
  rand: {
    source: corpusSource('rand'),
    secretValue: `{"password":"the-first-value-of-a-random-text",${others}}`,
    target: () => stageNone(),
  },
} satisfies Readonly<Record<string, Rehearsed>>

function corpusSource(name: string): string {
  return readFileSync(new URL(`../../corpus/node/${name}.mjs`, import.meta.url), 'utf8')
}

/** The same function with pieces of its source replaced. Throws where a piece is not there. */
export function altered(rehearsed: Rehearsed, ...changes: readonly (readonly [string, string])[]): Rehearsed {
  let {source} = rehearsed
  for (const [from, to] of changes) {
    if (!source.includes(from)) throw new Error(`the function has no such piece: ${from}`)
    source = source.replace(from, () => to)
  }
  return {...rehearsed, source}
}

/**
 * What items say of a function, by id: `pass`, or the verdict with what was observed or the reason. After `most` scenarios
 * the rehearsal is ended.
 */
export async function verdictsOn(
  ids: readonly string[],
  {source, secretValue, target, secretName, otherSecrets = {}, variables = {}, shippedPolicy, seed = 7}: Rehearsed,
  cells?: readonly string[],
  items = ITEMS,
  most = Infinity,
): Promise<Readonly<Record<string, string>>> {
  const code = zipFiles({'index.mjs': source})
  const ending = new AbortController()
  const {plan, tally, cutShort} = await rehearse({
    startSandbox,
    signal: ending.signal,
    onProgress: played => (played < most ? undefined : ending.abort()),
    seed,
    items,
    only: ids,
    lanes: 1,
    repeatShare: 0,
    everywhere: items !== ITEMS,
    ...(cells === undefined ? {} : {cells}),
    spec: {
      subject: {...subjectOf(code), variables, shippedPolicy},
      secretValue,
      secretName: secretName ?? 'team/rehearsed',
      targetName: 'svc-ci-deploy',
      target,
      otherSecrets,
    },
  })
  const judged = ITEMS.filter(({id}) => ids.includes(id))
  return Object.fromEntries(
    judged.map(item => {
      const {id, verdict, reason, firstFailure} = itemReport(item, plan, tally.of(item), {cut: cutShort.has(item.id)})
      return [id, verdict === 'pass' ? 'pass' : `${verdict}: ${firstFailure?.observed ?? reason ?? ''}`]
    }),
  )
}

/** What one item says of a function. */
export async function verdictOn(id: string, rehearsed: Rehearsed, cells?: readonly string[]): Promise<string> {
  return (await verdictsOn([id], rehearsed, cells))[id]!
}

function subjectOf(code: Uint8Array): Subject {
  return {
    source: 'index.mjs',
    code,
    codeSha256: hash('sha256', code, 'base64'),
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    timeoutMs: 60_000,
    memoryMb: 128,
    variables: {},
    layers: [],
    notes: [],
    findings: [],
  }
}
