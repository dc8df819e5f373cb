import type {Theme} from './theme.ts'

/** What a view may know about where it is shown. */
export interface ViewOptions {
  /** Width of the terminal; in a pipe Infinity, since nothing is cut there. */
  readonly columns: number
  /** false in a pipe: whole ids and full times. */
  readonly tty: boolean
  readonly theme: Theme
  /** --local: times carry the machine's offset. */
  readonly local: boolean
  /** "Now" for relative times, epoch milliseconds, on the clock of the run. */
  readonly now: number
}

/** A result as text, without the last line break. Pure. */
export type View<Result> = (result: Result, options: ViewOptions) => string
