import type {EvidenceReport, PlanReport} from '../../operations/doctor-result.ts'
import {visible} from '../foreign.ts'
import {isoTime, timeOnly} from '../time.ts'
import type {ViewOptions} from '../view.ts'
import {hanging, wrapWords} from '../width.ts'

/** Columns of one finding: three blanks, a word, then its lines under each other. */
const INDENT = 3
const WORD = 7

export interface LineOptions extends ViewOptions {
  /** Ids that a terminal cuts to eight characters. */
  readonly ids: readonly string[]
}

/** `   hits   …`: a word and its lines. Commands are never broken, so that they can be pasted. */
export function worded(
  word: string,
  lines: readonly string[],
  options: ViewOptions,
  isCommand = false,
): readonly string[] {
  const indent = ' '.repeat(INDENT + WORD)
  const room = options.tty ? options.columns - INDENT - WORD : Number.POSITIVE_INFINITY
  const broken = isCommand ? lines : lines.flatMap(line => wrapWords(line, room))
  return broken.map((line, index) =>
    index === 0 ? `${' '.repeat(INDENT)}${word.padEnd(WORD)}${line}` : `${indent}${line}`,
  )
}

/** Foreign text made harmless, its version ids cut in a terminal. */
export function said(text: string, {ids, tty}: LineOptions): string {
  const shown = visible(text)
  return tty ? ids.reduce((cut, id) => cut.replaceAll(id, id.slice(0, 8)), shown) : shown
}

/** `03:14:50Z` in a terminal, the full time in a pipe. */
export function moment(iso: string, {tty, local}: ViewOptions): string {
  const at = Date.parse(iso)
  return tty ? timeOnly(at, {local}) : isoTime(at)
}

/** `rejects  8c1e77b0  AWSCURRENT    probe 03:14:52Z and 03:14:57Z` */
export function proofLines(proof: readonly EvidenceReport[], options: LineOptions): readonly string[] {
  const labels = proof.map(evidence => subjectOf(evidence, options))
  const width = Math.max(24, ...labels.map(label => label.length + 2))
  const room = options.tty ? options.columns - INDENT - WORD : Number.POSITIVE_INFINITY
  return proof.flatMap((evidence, index) => {
    const label = labels[index] ?? ''
    const bare = evidence.versionId === null && evidence.subject === null
    const before = `${evidence.verb.padEnd(9)}${bare ? ' '.repeat(10) : label.padEnd(width)}`
    return hanging(before, partsOf(evidence, options), room).split('\n')
  })
}

function subjectOf({versionId, subject, label}: EvidenceReport, options: LineOptions): string {
  const who = versionId === null ? (subject ?? '') : said(versionId, {...options, ids: [...options.ids, versionId]})
  return label === null ? who : `${who}  ${visible(label)}`
}

function partsOf({parts}: EvidenceReport, options: LineOptions): string {
  return parts
    .map(({text, at, again}) =>
      [
        said(text, options),
        at === null ? '' : moment(at, options),
        again === null ? '' : `and ${moment(again, options)}`,
      ]
        .filter(word => word !== '')
        .join(' '),
    )
    .join(', ')
}

const hits: Readonly<Record<PlanReport['hits'], string>> = {
  nobody: 'nobody',
  'new readers': 'who reads from now on',
  'holders of the old value': 'who still holds the old value',
}

export function hitsLine({hits: who, hitsNote}: PlanReport): string {
  return hitsNote === null ? hits[who] : `${hits[who]}: ${hitsNote}`
}

export function undoLines(plan: PlanReport, options: LineOptions): readonly string[] {
  if (plan.noUndoBecause !== null) return [said(plan.noUndoBecause, options)]
  return [...plan.undo, ...(plan.undoWhile === null ? [] : [said(plan.undoWhile, options)])]
}
