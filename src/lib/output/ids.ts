import type {ViewOptions} from './view.ts'

/** A version id or request id: its first 8 characters on a terminal, whole in a pipe. */
export function shortId(id: string, {tty}: Pick<ViewOptions, 'tty'>): string {
  return tty ? id.slice(0, 8) : id
}
