/** Terminals that nobody told their width say 0, and who divides by that never ends. */
const USUAL = 80

/** From now on the stream of a terminal that does not know its width says 80 columns. Whatever is no terminal stays as it is. */
export function withColumns<Stream extends {readonly isTTY?: boolean; readonly columns?: number}>(
  stream: Stream,
): Stream {
  const own = Object.getOwnPropertyDescriptor(stream, 'columns')
  if (stream.isTTY !== true || own?.get !== undefined) return stream
  // The stream sets it anew with each change of its size.
  let columns = stream.columns
  Object.defineProperty(stream, 'columns', {
    configurable: true,
    enumerable: true,
    get: () => (columns !== undefined && columns > 0 ? columns : USUAL),
    set: (value: number | undefined) => {
      columns = value
    },
  })
  return stream
}
