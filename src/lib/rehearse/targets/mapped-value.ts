/** A secret's value in which whole texts are replaced by others: a plain value itself, of JSON its leaves. */
export function mappedValue(value: string, replacements: Readonly<Record<string, string>>): string {
  const mapped = (text: string) => replacements[text] ?? text
  try {
    const parsed: unknown = JSON.parse(value)
    if (typeof parsed === 'object' && parsed !== null) return JSON.stringify(leavesMapped(parsed, mapped))
  } catch {
    // Plain.
  }
  return mapped(value)
}

function leavesMapped(node: unknown, mapped: (text: string) => string): unknown {
  if (typeof node === 'string') return mapped(node)
  if (typeof node !== 'object' || node === null) return node
  if (Array.isArray(node)) return node.map(one => leavesMapped(one, mapped))
  return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, leavesMapped(inner, mapped)]))
}
