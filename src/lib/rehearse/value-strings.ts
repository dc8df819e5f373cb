/** All strings in a secret's value: itself when it is plain, every leaf of JSON. */
export function stringsIn(value: string): readonly string[] {
  if (!value.startsWith('{') && !value.startsWith('[')) return [value]
  try {
    return leaves(JSON.parse(value))
  } catch {
    return [value]
  }
}

function leaves(node: unknown): readonly string[] {
  if (typeof node === 'string') return [node]
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(leaves) : []
}
