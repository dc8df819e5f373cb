import type {StagedSecret} from '../bench.ts'
import type {Leak, Seen, StepResult} from '../observation.ts'
import {Canaries} from './canaries.ts'
import type {CaseBench} from './case-bench.ts'
import type {Stage} from './stage.ts'

/** Members of requests that describe and never carry a credential, whatever service takes them. */
const DESCRIBING = /^(description|tags?|tagkeys|tagvalue|label|versionstages?|name|subject|clientrequesttoken)$/i

/** Services whose requests carry a credential of their own, besides the secret's value itself. */
const CARRIERS: Readonly<Record<string, RegExp>> = {
  secretsmanager: /^(SecretString|SecretBinary|RotationToken)$/,
  appsync: /^(id|apiId|nextToken)$/i,
  graphql: /./,
  logins: /./,
}

/** A file of the function: its name is the function's own too, and may hold anything. */
interface LeftText {
  readonly path: string
  readonly text: string
}

/** What the function of one case could know that is secret. */
export interface KnownSecrets {
  readonly values: Canaries
  readonly tokens: Canaries
}

export function knownSecrets(given: {
  readonly bench: CaseBench
  readonly stage: Stage
  readonly seen: readonly Seen[]
  readonly secrets: readonly StagedSecret[]
}): KnownSecrets {
  const {bench, stage, seen, secrets} = given
  const values = new Canaries()
  for (const secret of secrets)
    for (const {text} of bench.versions(secret)) if (text !== undefined) values.addValue(text)
  for (const target of stage.targets) for (const issued of target.issued()) values.add(issued)
  for (const entry of seen) if (entry.operation === 'GetRandomPassword') addPassword(values, entry.output)
  const tokens = new Canaries()
  for (const token of bench.rotationTokens) tokens.add(token)
  return {values, tokens}
}

/** Those of the files that hold a secret of the case. */
export function holders<File extends LeftText>(
  files: readonly File[],
  {values, tokens}: KnownSecrets,
): readonly File[] {
  return files.filter(({path, text}) => [values, tokens].some(known => known.isIn(text) || known.isIn(path)))
}

/** Pieces of secrets in what the function wrote, answered and asked. */
export function leaksIn(given: {
  readonly bench: CaseBench
  readonly seen: readonly Seen[]
  readonly known: KnownSecrets
  /** What the function has left in folders of its workers and in those of the machine. */
  readonly files: readonly LeftText[]
}): readonly Leak[] {
  const {bench, seen, files} = given
  const {values, tokens} = given.known
  const last = bench.invocations.at(-1)?.invocation ?? -1
  return [
    ...bench.invocations.flatMap(result => inTexts(result, values, 'value')),
    ...bench.invocations.flatMap(result => inTexts(result, tokens, 'rotation-token')),
    ...seen.filter(({by}) => by === 'function').flatMap(entry => inRequest(entry, values)),
    ...inFiles(files, values, 'value', last),
    ...inFiles(files, tokens, 'rotation-token', last),
  ]
}

function addPassword(values: Canaries, output: unknown): void {
  const password = (output as {RandomPassword?: unknown} | undefined)?.RandomPassword
  if (typeof password === 'string') values.add(password)
}

function inTexts(result: StepResult, canaries: Canaries, what: Leak['what']): readonly Leak[] {
  const {invocation, step} = result
  const places: readonly (readonly [Leak['place'], string, string])[] = [
    ['log', `log of ${step}`, result.log.join('\n')],
    ...(result.ok
      ? [['result', `returned value of ${step}`, result.payload] as const]
      : [['error', `error of ${step}`, result.payload] as const]),
  ]
  return places.flatMap(([place, where, text]) => (canaries.isIn(text) ? [{place, where, what, invocation}] : []))
}

/** A file is found at the end, so it counts as the last invocation's. */
function inFiles(
  files: readonly LeftText[],
  canaries: Canaries,
  what: Leak['what'],
  invocation: number,
): readonly Leak[] {
  const found = files.some(({path, text}) => canaries.isIn(text) || canaries.isIn(path))
  return found ? [{place: 'file', where: 'temporary folder of the function', what, invocation}] : []
}

function inRequest(entry: Seen, canaries: Canaries): readonly Leak[] {
  const {service, operation, input, invocation = -1} = entry
  const carrier = CARRIERS[service]
  return Object.entries(input).flatMap(([member, value]) => {
    const describes = DESCRIBING.test(member)
    if (!describes && carrier?.test(member) === true) return []
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
    if (!canaries.isIn(text)) return []
    const place = placeOf(member, service)
    return [{place, where: `${member} of ${service}:${operation}`, what: 'value' as const, invocation}]
  })
}

function placeOf(member: string, service: string): Leak['place'] {
  if (/^tag/i.test(member)) return 'tag'
  if (/^description$/i.test(member)) return 'description'
  if (/^versionstage/i.test(member)) return 'label'
  return service === 'sns' || service === 'ses' || service === 'email' ? 'message' : 'other-call'
}
