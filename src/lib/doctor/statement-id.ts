/**
 * The id of the statement that lets Secrets Manager of an account invoke a function: always the same for the same
 * content, so that adding it twice is one statement. Letters, digits and dashes, as AddPermission wants it.
 */
export function statementIdFor(functionArn: string, sourceAccount: string, sourceArn = ''): string {
  return `secrot-${fnv64(`${functionArn}\n${sourceAccount}\n${sourceArn}`).toString(16).padStart(16, '0')}`
}

/** FNV-1a over UTF-16 units: it names, it does not protect. */
function fnv64(text: string): bigint {
  let hash = 0xcbf29ce484222325n
  for (let index = 0; index < text.length; index += 1) {
    hash ^= BigInt(text.charCodeAt(index))
    hash = (hash * 0x100000001b3n) & 0xffffffffffffffffn
  }
  return hash
}
