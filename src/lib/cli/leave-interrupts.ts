import {attachSurroundings, surroundingsOf} from './surroundings.ts'

/**
 * Leaves Ctrl-C and SIGTERM to a child of this run: they do not abort the run, and the second one does not end it.
 * Called before anything of the run is made. What a test put in place of Ctrl-C stays.
 */
export function leaveInterrupts(config: object): void {
  const surroundings = surroundingsOf(config)
  const interrupt = surroundings.interrupt ?? new AbortController().signal
  attachSurroundings(config, {...surroundings, interrupt})
}
