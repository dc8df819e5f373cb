/** One whole answer at the beginning of what a connection brought. */
export interface Answer {
  readonly status: number
  /** Bytes of head and body. */
  readonly length: number
  /** Nothing more comes over this connection. */
  readonly last: boolean
}

const CHUNKS_END = '0\r\n\r\n'

/**
 * The first answer in `received`; undefined: it is not whole yet. `closed`: the server has sent all it will. Bodies come
 * with a length, in chunks, or end with the connection, as servers of different make do it.
 */
export function answerIn(received: Buffer, closed: boolean): Answer | undefined {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const head = received.toString('latin1', 0, headEnd)
  const bodyAt = headEnd + 4
  const status = Number(head.slice(9, 12))
  const last = closed || /^connection: *close/im.test(head) || head.startsWith('HTTP/1.0')
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  if (length !== undefined) {
    const end = bodyAt + Number(length)
    return received.length < end ? undefined : {status, length: end, last}
  }
  if (/^transfer-encoding: *chunked/im.test(head)) {
    // One request at a time is under way, so the last chunk ends what was received.
    return received.toString('latin1', received.length - CHUNKS_END.length) === CHUNKS_END
      ? {status, length: received.length, last}
      : undefined
  }
  return closed ? {status, length: received.length, last} : undefined
}
