import {describe, expect, it} from 'vitest'
import {inTurns, type InTurns} from '../../../src/lib/operations/in-turns.ts'

/** Work that ends when it is told to. */
function bench(items: readonly string[], more: Partial<InTurns<string>> = {}) {
  const begun: string[] = []
  const gates = new Map(items.map(item => [item, Promise.withResolvers<void>()]))
  const over = inTurns({
    items,
    concurrency: 2,
    firstAlone: false,
    room: () => undefined,
    mayGoOn: () => true,
    work: item => {
      begun.push(item)
      return gates.get(item)!.promise
    },
    ...more,
  })
  const settled = async (act: () => void): Promise<readonly string[]> => {
    act()
    for (let turns = 0; turns < 20; turns += 1) await Promise.resolve()
    return [...begun]
  }
  return {
    over,
    begun: () => settled(() => undefined),
    end: (item: string) => settled(() => gates.get(item)?.resolve()),
    fail: (item: string, error: Error) => settled(() => gates.get(item)?.reject(error)),
  }
}

describe('items in turns', () => {
  it('begin in their order, as many at a time as there are places', async () => {
    const {begun, end, over} = bench(['a', 'b', 'c'])
    expect(await begun()).toEqual(['a', 'b'])
    expect(await end('b')).toEqual(['a', 'b', 'c'])
    await end('a')
    await end('c')
    await over
  })

  it('wait for the first where it goes alone', async () => {
    const {begun, end} = bench(['a', 'b', 'c'], {firstAlone: true})
    expect(await begun()).toEqual(['a'])
    expect(await end('a')).toEqual(['a', 'b', 'c'])
  })

  it('let later ones pass while there is no room for theirs', async () => {
    const room = (item: string) => (item.startsWith('f') ? {key: 'f', limit: 1} : undefined)
    const {begun, end} = bench(['f1', 'f2', 'g1'], {room, concurrency: 3})
    expect(await begun()).toEqual(['f1', 'g1'])
    expect(await end('f1')).toEqual(['f1', 'g1', 'f2'])
  })

  it('begin no more once it may not go on; what was begun is waited for', async () => {
    let go = true
    const {end, over} = bench(['a', 'b', 'c'], {mayGoOn: () => go})
    go = false
    expect(await end('a')).toEqual(['a', 'b'])
    await end('b')
    await over
  })

  it('begin no more after one has thrown, and throw that when the others are over', async () => {
    const {fail, end, over} = bench(['a', 'b', 'c'])
    const caught = over.catch((error: unknown) => error)
    expect(await fail('a', new Error('broken'))).toEqual(['a', 'b'])
    await end('b')
    expect(await caught).toEqual(new Error('broken'))
  })
})
