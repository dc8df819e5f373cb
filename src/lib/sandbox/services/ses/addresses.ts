/** The bare address of `Ana <ana@Example.com>`: case counts before the sign alone, as SES compares them. */
export function bareAddress(text: string): string {
  const inner = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text
  return normal(inner.trim())
}

/** Names of domains have no case: https://docs.aws.amazon.com/ses/latest/dg/verify-addresses-and-domains.html. */
export function normal(identity: string): string {
  const at = identity.lastIndexOf('@') + 1
  return identity.slice(0, at) + identity.slice(at).toLowerCase()
}

export function isAddress(text: string): boolean {
  return /^[^\s@<>]+@[^\s@<>]+$/.test(text)
}

export function isDomain(text: string): boolean {
  return /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(text)
}

/** Identities that stand for an address, the nearest first: itself, its domain, the domains above that. */
export function identitiesFor(address: string): readonly string[] {
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.')
  return [address, ...labels.slice(0, -1).map((_label, index) => labels.slice(index).join('.'))]
}

/** Addresses that take mail from everybody: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html. */
export function isSimulator(address: string): boolean {
  return address.endsWith('@simulator.amazonses.com')
}

/** Addresses of a header or a member, at the commas outside quotes. */
export function splitAddresses(header: string): readonly string[] {
  const found = header.match(/(?:"[^"]*"|[^,])+/g) ?? []
  return found.map(each => each.trim()).filter(each => each !== '')
}
