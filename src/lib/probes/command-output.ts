import type {ChildProcessWithoutNullStreams} from 'node:child_process'

/** More than the longest value that AWS keeps (64 KiB) has in any form that is masked. */
const MOST_KEPT = 1_048_576
const MOST_SHOWN = 4_096
const LINE_FEED = 10

export interface Output {
  /** The whole lines that are left of the stream that wrote last, unmasked. */
  readonly text: () => string
}

/**
 * Collects what a command writes: each stream for itself, so that nothing comes between two pieces of a value, and bytes,
 * since a character may come in two pieces too.
 */
export function outputOf({stdout, stderr}: ChildProcessWithoutNullStreams): Output {
  const streams = [stdout, stderr].map(stream => {
    const kept: Kept = {bytes: Buffer.alloc(0), cut: false, ended: false}
    stream.on('end', () => (kept.ended = true))
    return {stream, kept}
  })
  let last: Kept | undefined
  for (const {stream, kept} of streams)
    stream.on('data', (chunk: Buffer) => {
      const all = Buffer.concat([kept.bytes, chunk])
      kept.cut ||= all.length > MOST_KEPT
      kept.bytes = all.subarray(-MOST_KEPT)
      if (chunk.toString('latin1').trim() !== '') last = kept
    })
  return {text: () => (last === undefined ? '' : wholeLines(last))}
}

/** The last line, masked first and cut then: the rest of a value would be known to no mask. */
export function lastLine(output: Output, mask: (text: string) => string): string {
  const lines = mask(output.text()).split(/[\r\n]+/)
  return (lines.map(line => line.trim()).findLast(line => line !== '') ?? '').slice(-MOST_SHOWN)
}

interface Kept {
  bytes: Buffer
  /** Its beginning was dropped. */
  cut: boolean
  ended: boolean
}

/** Where something is missing, the line beside it may be part of a value. */
function wholeLines({bytes, cut, ended}: Kept): string {
  const feed = bytes.indexOf(LINE_FEED)
  const from = !cut ? 0 : feed === -1 ? bytes.length : feed + 1
  const to = ended ? bytes.length : bytes.lastIndexOf(LINE_FEED) + 1
  return bytes.subarray(from, Math.max(from, to)).toString('utf8')
}
