import {Chalk, type ChalkInstance} from 'chalk'

export type Mark = 'bad' | 'unknown' | 'warning' | 'running' | 'off' | 'good'

/** Colours and marks of one stream. Colour never carries meaning alone: a word always stands beside it. */
export interface Theme {
  readonly chalk: ChalkInstance
  /** A verdict's sign in its colour; ASCII where the locale has no UTF-8. */
  mark(mark: Mark): string
  /** The colour that belongs to a mark, for the word beside it. */
  paint(mark: Mark, text: string): string
  dim(text: string): string
  bold(text: string): string
  /** `→`, `·`, `–`, `…`, `▸` or their ASCII stand-ins. */
  readonly signs: {
    readonly arrow: string
    readonly dot: string
    readonly dash: string
    readonly ellipsis: string
    readonly pointer: string
  }
}

export interface ThemeInput {
  readonly isTTY: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** --no-color was given. */
  readonly noColor?: boolean
}

const signs: Readonly<
  Record<Mark, {utf8: string; ascii: string; colour: 'red' | 'magenta' | 'yellow' | 'cyan' | 'dim' | 'green'}>
> = {
  bad: {utf8: '✖', ascii: 'x', colour: 'red'},
  unknown: {utf8: '?', ascii: '?', colour: 'magenta'},
  warning: {utf8: '!', ascii: '!', colour: 'yellow'},
  running: {utf8: '◐', ascii: '~', colour: 'cyan'},
  off: {utf8: '○', ascii: '-', colour: 'dim'},
  good: {utf8: '✔', ascii: '+', colour: 'green'},
}

/**
 * Decides colour and marks once for a stream. Order: --no-color, NO_COLOR, FORCE_COLOR, TERM=dumb, a terminal or not.
 * chalk itself ignores NO_COLOR, so it is told the level (https://no-color.org, https://force-color.org).
 */
export function themeFor(input: ThemeInput): Theme {
  const chalk = new Chalk({level: colourWanted(input) ? 1 : 0})
  const utf8 = utf8Wanted(input.env)
  const paint = (mark: Mark, text: string): string => chalk[signs[mark].colour](text)
  return {
    chalk,
    mark: mark => paint(mark, utf8 ? signs[mark].utf8 : signs[mark].ascii),
    paint,
    dim: text => chalk.dim(text),
    bold: text => chalk.bold(text),
    signs: utf8
      ? {arrow: '→', dot: '·', dash: '–', ellipsis: '…', pointer: '▸'}
      : {arrow: '->', dot: '|', dash: '-', ellipsis: '...', pointer: '>'},
  }
}

function colourWanted({isTTY, env, noColor}: ThemeInput): boolean {
  if (noColor === true) return false
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false
  const force = env['FORCE_COLOR']
  if (force !== undefined) return force !== '0' && force !== 'false'
  return isTTY && env['TERM'] !== 'dumb'
}

/** Marks are UTF-8 unless the locale says otherwise; an unset locale in a pipe or a container still reads UTF-8 today. */
function utf8Wanted(env: ThemeInput['env']): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG']
  if (env['TERM'] === 'linux') return false
  return locale === undefined || locale === '' || /utf-?8/i.test(locale)
}
