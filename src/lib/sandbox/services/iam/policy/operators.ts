/** Condition operators: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html. */
import {BlockList, isIP} from 'node:net'
import {compilePattern, type Lookup} from './pattern.ts'

/** Whether one value of the request satisfies the operator against one value of the policy. */
type Comparison = (value: string, lookup: Lookup) => boolean

export interface Operator {
  /** Compiles one policy value. */
  readonly compile: (policyValue: string, variables: boolean) => Comparison
  /** A negated operator is the opposite of "one of the policy's values fits" and holds when the key is absent. */
  readonly negated: boolean
}

const text = (options: {ignoreCase?: boolean; wildcards?: boolean}) => (policyValue: string, variables: boolean) =>
  compilePattern(policyValue, {...options, variables})

const equals = text({wildcards: false})
const equalsIgnoreCase = text({wildcards: false, ignoreCase: true})
const like = text({})

/** Each of the six parts of an ARN is compared on its own, so `*` in the account does not reach into the resource. */
function arn(policyValue: string, variables: boolean): Comparison {
  const parts = splitArn(policyValue).map(part => compilePattern(part, {variables}))
  return (value, lookup) => {
    const given = splitArn(value)
    return given.length === parts.length && parts.every((part, index) => part(given[index] ?? '', lookup))
  }
}

/** Splits at the first five colons, but not inside a policy variable such as `${aws:username}`. */
function splitArn(arnText: string): string[] {
  const parts: string[] = []
  let from = 0
  let depth = 0
  for (let index = 0; index < arnText.length && parts.length < 5; index++) {
    if (arnText.startsWith('${', index)) depth++
    else if (arnText[index] === '}' && depth > 0) depth--
    else if (arnText[index] === ':' && depth === 0) {
      parts.push(arnText.slice(from, index))
      from = index + 1
    }
  }
  return [...parts, arnText.slice(from)]
}

const ordered =
  (read: (text: string) => number, holds: (value: number, limit: number) => boolean) =>
  (policyValue: string): Comparison => {
    const limit = read(policyValue)
    return value => holds(read(value), limit)
  }

/** ISO 8601 or epoch seconds, to epoch ms. */
function readDate(value: string): number {
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value)
}

function ipRange(policyValue: string): Comparison {
  const [address = '', bits] = policyValue.split('/')
  const version = isIP(address)
  if (version === 0) return () => false
  const family = version === 6 ? 'ipv6' : 'ipv4'
  const range = new BlockList()
  range.addSubnet(address, bits === undefined ? (version === 6 ? 128 : 32) : Number(bits), family)
  return value => isIP(value) === version && range.check(value, family)
}

const plain = (compile: Operator['compile']): Operator => ({compile, negated: false})
const not = (compile: Operator['compile']): Operator => ({compile, negated: true})
const comparisons = (name: string, read: (text: string) => number): [string, Operator][] => [
  [`${name}equals`, plain(ordered(read, (value, limit) => value === limit))],
  [`${name}notequals`, not(ordered(read, (value, limit) => value === limit))],
  [`${name}lessthan`, plain(ordered(read, (value, limit) => value < limit))],
  [`${name}lessthanequals`, plain(ordered(read, (value, limit) => value <= limit))],
  [`${name}greaterthan`, plain(ordered(read, (value, limit) => value > limit))],
  [`${name}greaterthanequals`, plain(ordered(read, (value, limit) => value >= limit))],
]

/** By name in lower case. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['stringequals', plain(equals)],
  ['stringnotequals', not(equals)],
  ['stringequalsignorecase', plain(equalsIgnoreCase)],
  ['stringnotequalsignorecase', not(equalsIgnoreCase)],
  ['stringlike', plain(like)],
  ['stringnotlike', not(like)],
  ['arnequals', plain(arn)],
  ['arnlike', plain(arn)],
  ['arnnotequals', not(arn)],
  ['arnnotlike', not(arn)],
  ['bool', plain(equalsIgnoreCase)],
  ['binaryequals', plain(equals)],
  ['ipaddress', plain(ipRange)],
  ['notipaddress', not(ipRange)],
  ...comparisons('numeric', Number),
  ...comparisons('date', readDate),
])
