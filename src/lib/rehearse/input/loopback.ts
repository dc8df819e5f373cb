/** Whether an address, as a resolver gives it, is this machine itself. */
export function isLoopbackAddress(address: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(address) || address === '::1' || /^::ffff:127\./i.test(address)
}
