/** The same items, the next one already asked for while the caller works on the last; for pages that come over the wire. */
export async function* oneAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const items = source[Symbol.asyncIterator]()
  let next = items.next()
  for (;;) {
    const item = await next
    if (item.done === true) return
    next = items.next()
    // Its failure is thrown when its turn comes, and belongs to nobody if the caller stops before.
    next.catch(() => undefined)
    yield item.value
  }
}
