import type {Surroundings} from './surroundings.ts'

/** Cells that stand before each choice, and the last one, which stays free. */
export const pointerWidth = 3

export interface TypedChoice {
  readonly value: string
  /** The line as it is shown. */
  readonly name: string
  /** What stays on the screen once it is chosen. */
  readonly short: string
  /** What is typed is looked for in it. */
  readonly plain: string
}

export interface TypedQuestion {
  readonly message: string
  /** A line above the choices. Absent: none. */
  readonly titles?: string
  readonly choices: readonly TypedChoice[]
}

/** One of many, on stderr: type to filter, arrows, Enter. Returns its value; undefined after Esc. Ctrl-C is thrown. */
export async function chooseByTyping(
  {message, titles, choices}: TypedQuestion,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<string | undefined> {
  const {search, Separator} = await import('@inquirer/prompts')
  const left = new AbortController()
  const leave = (_text: unknown, key: {name?: string} | undefined): void => {
    if (key?.name === 'escape') left.abort()
  }
  surroundings.stdin.on('keypress', leave)
  try {
    const chosen = search<string>(
      {
        message,
        pageSize: 12,
        theme: {prefix: '?'},
        source: term => {
          const wanted = (term ?? '').toLowerCase()
          const found = choices.filter(({plain}) => plain.toLowerCase().includes(wanted))
          // Choices stand one cell further to the right.
          const above = titles === undefined ? [] : [new Separator(` ${titles}`)]
          return found.length === 0 ? [] : [...above, ...found]
        },
      },
      {input: surroundings.stdin, output: surroundings.stderr, signal: AbortSignal.any([left.signal, signal])},
    )
    surroundings.onQuestion?.()
    return await chosen
  } catch (error) {
    if (left.signal.aborted) return undefined
    throw error
  } finally {
    surroundings.stdin.off('keypress', leave)
  }
}
