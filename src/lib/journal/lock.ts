import {readFile} from 'node:fs/promises'

/** Who holds a run: the process, and when it started, so that a reused pid is not taken for it. */
export interface LockHolder {
  readonly pid: number
  /** Start of the process as the kernel counts it; absent where it cannot be read (not Linux). */
  readonly processStart?: string
  /** ISO time at which the run began. */
  readonly startedAt: string
}

/** This process as a lock holder. */
export async function thisHolder(startedAt: string): Promise<LockHolder> {
  const processStart = await processStartOf(process.pid)
  return {pid: process.pid, startedAt, ...(processStart === undefined ? {} : {processStart})}
}

/** Whether the holder still runs. Another process under the same pid does not count. */
export async function isAlive(holder: LockHolder): Promise<boolean> {
  if (!pidExists(holder.pid)) return false
  const processStart = await processStartOf(holder.pid)
  return holder.processStart === undefined || processStart === undefined || holder.processStart === processStart
}

/** Reads a lock file's text; undefined when it is not one. */
export function parseHolder(text: string): LockHolder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<LockHolder> | null
    return typeof holder?.pid === 'number' && typeof holder.startedAt === 'string' ? (holder as LockHolder) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Boot id and field 22 of /proc/PID/stat (start in clock ticks since boot; man 5 proc_pid_stat). */
async function processStartOf(pid: number): Promise<string | undefined> {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ])
    // The second field is the command in brackets and may itself hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return `${boot.trim()}:${fields[19] ?? ''}`
  } catch {
    // Not Linux, or the process has just ended.
    return undefined
  }
}
