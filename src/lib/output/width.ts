import {stripVTControlCharacters} from 'node:util'
import stringWidth from 'string-width'

// Our own marks and signs, each one cell wide.
const ownSigns = /[·–…→✖✔○◐▸]/g
const printableAscii = /^[ -~]*$/

/**
 * Cells that a text takes in a terminal; colours take none. Plain text and our own signs are counted here: for them
 * string-width would load emoji tables at every start (35 ms).
 */
export function cellWidth(text: string): number {
  const plain = stripVTControlCharacters(text)
  return printableAscii.test(plain.replace(ownSigns, '.')) ? plain.length : stringWidth(plain)
}

/** A text of at most `width` cells: what is too long loses its middle, so that beginning and end stay readable. */
export function cutMiddle(text: string, width: number, ellipsis = '…'): string {
  if (!Number.isFinite(width) || cellWidth(text) <= width) return text
  const room = width - cellWidth(ellipsis)
  if (room <= 0) return ellipsis.slice(0, Math.max(0, width))
  const characters = graphemes(text)
  // The end tells names of one family apart, so it gets the odd cell.
  const head = takeCells(characters, Math.floor(room / 2))
  const tail = takeCells(characters.toReversed(), room - cellWidth(head.join(''))).reverse()
  return `${head.join('')}${ellipsis}${tail.join('')}`
}

/** Lines of at most `width` cells, broken at blanks; a word that is longer than a line is broken anywhere. */
export function wrapWords(text: string, width: number): readonly string[] {
  if (!Number.isFinite(width) || width < 2 || cellWidth(text) <= width) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/(?<=\s)(?=\S)/)) {
    if (line !== '' && cellWidth(`${line}${word.trimEnd()}`) > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    let rest = word
    while (cellWidth(rest.trimEnd()) > width) {
      const piece = takeCells(graphemes(rest), width).join('')
      lines.push(piece)
      rest = rest.slice(piece.length)
    }
    line += rest
  }
  if (line !== '') lines.push(line.trimEnd())
  return lines
}

function graphemes(text: string): string[] {
  if (printableAscii.test(text)) return text.split('')
  return [...new Intl.Segmenter('en', {granularity: 'grapheme'}).segment(text)].map(part => part.segment)
}

function takeCells(characters: readonly string[], cells: number): string[] {
  const taken: string[] = []
  let used = 0
  for (const character of characters) {
    used += cellWidth(character)
    if (used > cells) break
    taken.push(character)
  }
  return taken
}

/** `start` and then the text, broken between words where it is too wide; what is broken off stands below the text. */
export function hanging(start: string, text: string, columns: number): string {
  const indent = cellWidth(start)
  const lines = Number.isFinite(columns) ? wrapWords(text, Math.max(20, columns - indent)) : [text]
  return `${start}${lines.join(`\n${' '.repeat(indent)}`)}`.trimEnd()
}
