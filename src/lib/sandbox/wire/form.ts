import type {Input} from './codec.ts'

type Tree = {[key: string]: Tree | string}

/**
 * A Query request's fields as nested input: `Tags.member.1.Key=a` → `{Tags: [{Key: 'a'}]}`, `M.entry.1.key=a` with
 * `M.entry.1.value=b` → `{M: {a: 'b'}}`. Every value is text. `Action` and `Version` are left out.
 */
export function readForm(form: URLSearchParams): Input {
  const root: Tree = Object.create(null) as Tree
  for (const [name, value] of form) {
    if (name !== 'Action' && name !== 'Version') place(root, name.split('.'), value)
  }
  return Object.fromEntries(Object.entries(root).map(([name, tree]) => [name, plain(tree)]))
}

function place(root: Tree, path: readonly string[], value: string): void {
  let node = root
  for (const part of path.slice(0, -1)) {
    const next = node[part]
    if (typeof next === 'object') node = next
    else node = node[part] = Object.create(null) as Tree
  }
  node[path.at(-1)!] = value
}

function plain(tree: Tree | string): unknown {
  if (typeof tree === 'string') return tree
  if (typeof tree['member'] === 'object') return numbered(tree['member']).map(plain)
  if (typeof tree['entry'] === 'object') return Object.fromEntries(numbered(tree['entry']).map(pairOf))
  return Object.fromEntries(Object.entries(tree).map(([name, child]) => [name, plain(child)]))
}

/** Members in the order of their numbers; gaps close. */
function numbered(tree: Tree): (Tree | string)[] {
  return Object.entries(tree)
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, child]) => child)
}

function pairOf(entry: Tree | string): [string, unknown] {
  if (typeof entry === 'string') return [entry, '']
  // Message attributes of SNS begin with a capital.
  const {key = entry['Name'], value = entry['Value']} = entry
  return [typeof key === 'string' ? key : '', value === undefined ? '' : plain(value)]
}
