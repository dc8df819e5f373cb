import type {World} from '../../kernel.ts'

/** What an ARN of a secret names. */
export interface SecretArn {
  readonly region: string
  readonly accountId: string
  /** Everything after `secret:`: the name, with or without the suffix. */
  readonly tail: string
}

const ARN = /^arn:[a-z0-9-]+:secretsmanager:([a-z0-9-]+):(\d{12}):secret:(.+)$/
const SUFFIX_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const SUFFIX_LENGTH = 6

export function parseArn(text: string): SecretArn | undefined {
  const match = ARN.exec(text)
  return match === null ? undefined : {region: match[1]!, accountId: match[2]!, tail: match[3]!}
}

/** Name of the partition a region belongs to. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

/** `arn:…:secret:<tail>`. */
export function arnOf(region: string, accountId: string, tail: string): string {
  return `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:${tail}`
}

/** The same secret's ARN in another region: replicas keep the suffix. */
export function arnInRegion(arn: string, region: string): string {
  const parsed = parseArn(arn)
  if (parsed === undefined) throw new Error(`Not an ARN of a secret: ${arn}`)
  return arnOf(region, parsed.accountId, parsed.tail)
}

/** Name and six random characters, which differ each time a secret of that name is created. */
export function drawTail(name: string, world: World): string {
  const draw = () => SUFFIX_CHARACTERS[Math.floor(world.random() * SUFFIX_CHARACTERS.length)]
  return `${name}-${Array.from({length: SUFFIX_LENGTH}, draw).join('')}`
}

/**
 * The name in an ARN's tail. What ends in a hyphen and six characters is taken for a full ARN, so the partial ARN of a
 * name that itself ends so is misread: the trap of https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen.
 */
export function nameOfTail(tail: string): {readonly name: string; readonly partial: boolean} {
  const match = /^(.+)-[A-Za-z0-9]{6}$/.exec(tail)
  return match === null ? {name: tail, partial: true} : {name: match[1]!, partial: false}
}
