import type {Surroundings} from './surroundings.ts'

/** Calls `redraw` whenever the terminal that shows the answer changes its size. Returns how to stop that. */
export function listenForResize({stdout}: Surroundings, redraw: () => void): () => void {
  if (stdout.isTTY !== true) return () => undefined
  stdout.on('resize', redraw)
  return () => stdout.off('resize', redraw)
}
