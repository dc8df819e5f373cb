/** The sixteen colours of a terminal. */
export type Colour = number

export interface Style {
  /** Absent: the terminal's own. */
  readonly colour?: Colour
  readonly bold?: boolean
  readonly dim?: boolean
}

/** Text of one style; its first character stands in cell `column` (0-based) and each UTF-16 unit takes one cell. */
export interface Span extends Style {
  readonly column: number
  readonly text: string
}

export interface Picture {
  readonly title: string
  /** Cells of a row; the picture is as wide even when nothing reaches the edge. */
  readonly columns: number
  readonly rows: readonly (readonly Span[])[]
}

const CELL = {width: 8, height: 18} as const
const FONT_SIZE = 13
const MARGIN = 14
const BACKGROUND = '#14181d'
const FOREGROUND = '#d5dae0'
const DIM = '#8b949e'

/** On the dark background each has a contrast of at least 4.5 to 1. */
const PALETTE = [
  ['#8b949e', '#ff7b72', '#56d364', '#e3b341', '#79b8ff', '#d2a8ff', '#56d4dd', FOREGROUND],
  ['#8b949e', '#ffa198', '#7ee787', '#f2cc60', '#a5d6ff', '#e2c5ff', '#76e3ea', '#ffffff'],
].flat()

/** A picture of a terminal, complete in itself: no font, style sheet or script from elsewhere. */
export function svgOf(picture: Picture): string {
  const width = picture.columns * CELL.width + 2 * MARGIN
  const height = picture.rows.length * CELL.height + 2 * MARGIN
  const texts = picture.rows.flatMap((spans, row) =>
    spans.flatMap(span => piecesOf(span).map(piece => textOf(piece, MARGIN + row * CELL.height + FONT_SIZE, span))),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(picture.title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT_SIZE}" fill="${FOREGROUND}">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

interface Piece {
  readonly column: number
  readonly text: string
}

/**
 * Whatever font a reader has, columns stay columns: every run of words is put at its own cell and as wide as its cells,
 * and a sign outside ASCII alone, since it may come from another font and be wider.
 */
function piecesOf({column, text}: Span): Piece[] {
  return Array.from(text.matchAll(/[!-~]+(?: [!-~]+)*|[^ -~]/gu), match => ({
    column: column + match.index,
    text: match[0],
  }))
}

function textOf({column, text}: Piece, y: number, style: Style): string {
  const {length} = text
  const attributes = [
    `x="${MARGIN + column * CELL.width}" y="${y}"`,
    ...(length > 1 ? [`textLength="${length * CELL.width}" lengthAdjust="spacingAndGlyphs"`] : []),
    ...(style.bold === true ? ['font-weight="bold"'] : []),
    ...fillOf(style),
  ]
  return `<text ${attributes.join(' ')}>${escaped(text)}</text>`
}

function fillOf({colour, dim}: Style): string[] {
  const fill = colour === undefined ? undefined : PALETTE[colour]
  if (fill !== undefined) return [`fill="${fill}"`]
  return dim === true ? [`fill="${DIM}"`] : []
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
