import type {RunnableFunction} from './function.ts'
import type {Pool, Seat} from './pool.ts'

/** Finds the function as it is now; undefined: there is none. */
export type Find = () => RunnableFunction | undefined

/** Processes that are started and initialised before anybody sends them an event. */
export interface Spares {
  /** From now on `count` workers of the function are free and ready whenever nobody waits for one. Resolves when they are. */
  keep(functionArn: string, count: number, find: Find): Promise<void>
  /** Starts what is missing of one function, or of all. */
  fill(functionArn?: string): Promise<void>
}

interface Wish {
  readonly count: number
  readonly find: Find
}

export interface SparesOptions {
  readonly pool: Pool
  readonly make: (fn: RunnableFunction) => Promise<Seat | {readonly absent: string}>
  /** Loads the handler; false: it failed, and the next event will say why. */
  readonly start: (seat: Seat) => Promise<boolean>
}

export function createSpares({pool, make, start}: SparesOptions): Spares {
  const wishes = new Map<string, Wish>()
  const making = new Map<string, number>()

  const addOne = async (fn: RunnableFunction): Promise<void> => {
    making.set(fn.arn, (making.get(fn.arn) ?? 0) + 1)
    const seat = await make(fn).finally(() => making.set(fn.arn, (making.get(fn.arn) ?? 1) - 1))
    if ('absent' in seat) return
    pool.add(seat, 'starting')
    if (!(await start(seat))) seat.worker.kill()
    pool.started(seat)
  }

  const fill = async (functionArn: string): Promise<void> => {
    const wish = wishes.get(functionArn)
    const fn = wish?.find()
    if (wish === undefined || fn === undefined) return
    const missing = Math.max(0, wish.count - pool.spare(fn) - (making.get(fn.arn) ?? 0))
    await Promise.all(Array.from({length: missing}, () => addOne(fn)))
  }

  return {
    keep(functionArn, count, find) {
      wishes.set(functionArn, {count, find})
      return fill(functionArn)
    },
    async fill(functionArn) {
      const wanted = functionArn === undefined ? [...wishes.keys()] : [functionArn]
      await Promise.all(wanted.map(fill))
    },
  }
}
