import {canAsk} from './prompts.ts'
import type {Surroundings} from './surroundings.ts'

interface RawInput {
  setRawMode?(raw: boolean): unknown
}

/**
 * Hands over single keys while something is shown, where somebody sits at a terminal. In raw mode Ctrl-C is a key as
 * well (`\u0003`): the listener has to act on it. Returns how to stop.
 */
export function listenForKeys(surroundings: Surroundings, json: boolean, onKey: (key: string) => void): () => void {
  if (!canAsk(surroundings, json)) return () => undefined
  const {stdin} = surroundings
  const raw = stdin as typeof stdin & RawInput
  const listener = (chunk: Buffer | string): void => {
    for (const key of chunk.toString()) onKey(key)
  }
  raw.setRawMode?.(true)
  stdin.on('data', listener)
  stdin.resume()
  return () => {
    stdin.off('data', listener)
    raw.setRawMode?.(false)
    stdin.pause()
  }
}
