export interface InTurns<Item> {
  readonly items: readonly Item[]
  /** Items under way at the same time. */
  readonly concurrency: number
  /** The first item is over before another begins. */
  readonly firstAlone: boolean
  /** Items of one key have a limit of their own. undefined: the item has none. */
  room(item: Item): {readonly key: string; readonly limit: number} | undefined
  /** Asked before each start; false: nothing is begun any more. */
  mayGoOn(): boolean
  work(item: Item): Promise<void>
}

/**
 * Begins items in their order as far as there is room; one that has to wait for room of its own lets later ones pass. Ends
 * once all that was begun is over. Throws what `work` throws first; nothing is begun after that.
 */
export async function inTurns<Item>(turns: InTurns<Item>): Promise<void> {
  const waiting = [...turns.items]
  const running = new Map<Item, Promise<void>>()
  const failures: unknown[] = []
  let over = 0
  const begin = (item: Item): void => {
    waiting.splice(waiting.indexOf(item), 1)
    const work = turns
      .work(item)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => {
        running.delete(item)
        over += 1
      })
    running.set(item, work)
  }
  for (;;) {
    const places = turns.firstAlone && over === 0 ? 1 : turns.concurrency
    while (running.size < places && failures.length === 0 && turns.mayGoOn()) {
      const next = waiting.find(item => hasRoom(turns, running, item))
      if (next === undefined) break
      begin(next)
    }
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  if (failures.length > 0) throw failures[0]
}

function hasRoom<Item>(turns: InTurns<Item>, running: ReadonlyMap<Item, unknown>, item: Item): boolean {
  const room = turns.room(item)
  if (room === undefined) return true
  const same = [...running.keys()].filter(other => turns.room(other)?.key === room.key)
  return same.length < room.limit
}
