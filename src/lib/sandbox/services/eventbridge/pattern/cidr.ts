import {BlockList, isIP} from 'node:net'

import {onText, PatternSyntaxError, type ValueTest} from './test.ts'

const BITS: Readonly<Record<number, number>> = {4: 32, 6: 128}

export function cidr(given: unknown): ValueTest {
  if (typeof given !== 'string') throw new PatternSyntaxError('prefix match pattern must be a string')
  const [address = '', mask, ...rest] = given.split('/')
  if (mask === undefined || rest.length > 0) throw new PatternSyntaxError("Malformed CIDR, one '/' required")
  if (!/^\d+$/.test(mask)) throw new PatternSyntaxError('Malformed CIDR, mask bits must be an integer')
  const family = isIP(address)
  if (family === 0) throw new PatternSyntaxError(`Nonstandard IP address: ${address}`)
  if (Number(mask) > (BITS[family] ?? 0)) throw new PatternSyntaxError('Malformed CIDR, mask bits out of range')
  const block = new BlockList()
  block.addSubnet(address, Number(mask), `ipv${family as 4 | 6}`)
  return onText(text => {
    const kind = isIP(text)
    return kind !== 0 && block.check(text, `ipv${kind as 4 | 6}`)
  })
}
