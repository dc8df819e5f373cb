/** One line. Its place is unique and grows with every line written in the sandbox. */
export interface LogEvent {
  /** Epoch ms, as the writer said. */
  readonly at: number
  readonly message: string
  /** Epoch ms at which it was taken in. */
  readonly ingestedAt: number
  readonly sequence: number
}

/** Lines that only grow at their end, so that a snapshot is the list and how much of it was there. */
export interface Lines {
  readonly list: readonly LogEvent[]
  readonly count: number
}

export interface LogStream {
  readonly name: string
  readonly createdAt: number
  readonly lines: Lines
}

export interface LogGroupFacts {
  readonly accountId: string
  readonly region: string
  readonly name: string
  readonly createdAt: number
  /** Absent: lines are kept for ever. */
  readonly retentionDays: number | undefined
  /** Absent: none, or the state was written before there were any. */
  readonly tags?: Readonly<Record<string, string>>
}

export interface LogGroup {
  readonly facts: LogGroupFacts
  /** Grows in place; a snapshot copies it. */
  readonly streams: Map<string, LogStream>
}

export const NO_LINES: Lines = {list: [], count: 0}

/**
 * The lines with some more behind. Nobody else may hold a longer list, so it grows in place unless a snapshot was put
 * back in between and what stands behind `count` belongs to another story.
 */
export function appended(lines: Lines, more: readonly LogEvent[]): Lines {
  const list = (
    lines.count > 0 && lines.list.length === lines.count ? lines.list : lines.list.slice(0, lines.count)
  ) as LogEvent[]
  list.push(...more)
  return {list, count: list.length}
}

export function linesOf(stream: LogStream): readonly LogEvent[] {
  const {list, count} = stream.lines
  return list.length === count ? list : list.slice(0, count)
}
