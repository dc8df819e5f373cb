/**
 * The identity of a sender or, in sandbox mode, of a recipient is its address or its domain, whichever is verified.
 * https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html and, for policies,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
 */
export function identitiesOf(address: string): readonly string[] {
  return [address, address.slice(address.lastIndexOf('@') + 1)]
}
