/** An element of an answer of EC2. */
export interface XmlElement {
  readonly name: string
  readonly children: readonly XmlElement[]
  /** Of an element without children. */
  readonly text: string
}

const NAMED: Readonly<Record<string, string>> = {amp: '&', lt: '<', gt: '>', quot: '"', apos: "'"}

/**
 * The root of an answer. EC2 writes elements and text alone: no attributes but the namespace, no comments, no CDATA.
 * https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#response-serialization. undefined: it is no such answer.
 */
export function readXml(text: string): XmlElement | undefined {
  const open: {name: string; children: XmlElement[]; text: string}[] = []
  for (const [, closing, name = '', empty, content = ''] of text.matchAll(/<(\/?)([\w.:-]+)[^<>]*?(\/?)>([^<]*)/g)) {
    if (closing === '') open.push({name, children: [], text: plain(content)})
    if (closing === '' && empty === '') continue
    const ended = open.pop()
    if (ended?.name !== name) return undefined
    const parent = open.at(-1)
    if (parent === undefined) return ended
    parent.children.push(ended)
  }
  return undefined
}

function plain(text: string): string {
  return text.replaceAll(
    /&(?:#x([\da-fA-F]+)|#(\d+)|(\w+));/g,
    (all, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
      return NAMED[name ?? ''] ?? all
    },
  )
}

/** Text of a member; empty when it is not there. */
export function textOf({children}: XmlElement, name: string): string {
  return children.find(child => child.name === name)?.text ?? ''
}

/** Items of a list; none when it is not there. */
export function itemsOf({children}: XmlElement, name: string): readonly XmlElement[] {
  return children.find(child => child.name === name)?.children ?? []
}
