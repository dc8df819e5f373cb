import {randomInt} from 'node:crypto'
import {EXIT, SecrotError, type ExitCode} from '../../errors.ts'
import {ITEMS} from '../../rehearse/all-items.ts'
import type {Severity} from '../../rehearse/item.ts'
import {isLoaded} from '../../rehearse/plain-run.ts'
import {rehearse} from '../../rehearse/rehearse.ts'
import type {ItemReport, RehearsalReport} from '../../rehearse/report.ts'
import {reportOf} from '../../rehearse/result.ts'
import {choiceBeside} from '../../rehearse/targets/beside.ts'
import {targetChoice} from '../../rehearse/targets/setup.ts'
import {valueTemplate} from '../../rehearse/value-template.ts'
import {playableTargets} from './playable-target.ts'
import {progressBar} from './progress-bar.ts'
import {SEVERITIES, type RehearseDeps, type RehearseOptions} from './options.ts'
import {shownError} from './shown-error.ts'

/** Only --function asks AWS. */
export const rehearseActions: readonly string[] = ['lambda:GetFunction']

/** Least strength of a new value, handler-contract `value-strong-enough`. */
const CONTRACT_BITS = 128

/** Account and region of the stage; reports say ACCOUNT and REGION. */
const STAGE = {accountId: '111122223333', region: 'eu-central-1'} as const

/** What a rehearsal came to. */
export interface RehearsedSubject {
  readonly report: RehearsalReport
  /** The secret holds a credential beside the one that was judged: the report is no record of what the function does to it. */
  readonly holdsUnjudged: boolean
}

/**
 * Rehearses a function and reports. Throws ITEM_UNKNOWN, CELL_UNKNOWN and TARGET_NOT_PLAYED (exit 2), and what the sandbox throws when it
 * cannot be started (exit 1).
 */
export async function rehearseSubject(deps: RehearseDeps, options: RehearseOptions): Promise<RehearsedSubject> {
  const {subject, only, cells, value, targets, known = new Set<string>()} = options
  checkItems(only)
  const {first: declared, beside, keyAlias} = playableTargets(targets)
  const kinds = declared === undefined ? [] : [declared.kind, ...beside.map(({kind}) => kind)]
  const given = value === undefined ? undefined : valueTemplate(value, kinds)
  const admin = declared !== undefined && 'users' in declared ? await deps.readLogin(declared) : undefined
  const first = targetChoice(declared, {admin, template: given})
  const others = beside.map(target => targetChoice(target))
  const choice = choiceBeside(first, others, given ?? first.value)
  const limit = options.timeoutMs === undefined ? [] : [AbortSignal.timeout(options.timeoutMs)]
  const seed = options.seed ?? randomInt(2 ** 32)
  const done = await rehearse({
    startSandbox: deps.startSandbox,
    spec: {
      subject,
      secretValue: given ?? choice.value,
      secretName: 'team/rehearsed',
      targetName: choice.name,
      target: choice.setup,
      needsSandboxOnly: admin === undefined && declared?.kind !== 'https',
      ...(keyAlias === undefined ? {} : {keyAlias}),
      ...(choice.otherSecrets === undefined ? {} : {otherSecrets: choice.otherSecrets}),
      ...(choice.hasSecond === undefined ? {} : {hasSecond: choice.hasSecond}),
      ...(choice.allowedHosts === undefined ? {} : {allowedHosts: choice.allowedHosts}),
    },
    seed,
    items: ITEMS,
    ...(choice.lanes === undefined ? {} : {lanes: choice.lanes}),
    ...(options.kind === undefined ? {} : {kind: options.kind}),
    ...(only === undefined ? {} : {only}),
    ...(cells === undefined ? {} : {cells}),
    ...(options.periodDays === undefined ? {} : {periodDays: options.periodDays}),
    ...(options.minBits === undefined ? {} : {minBits: options.minBits}),
    ...(deps.onPlain === undefined ? {} : {onPlain: deps.onPlain}),
    ...(options.depth === undefined ? {} : {depth: options.depth}),
    ...(options.exhaustive === undefined ? {} : {exhaustive: options.exhaustive}),
    everywhere: true,
    onProgress: (played, planned, more) =>
      deps.progress.activity(
        `${progressBar(played, planned)} Playing scenario ${played} of ${planned}${more ? ', second faults after them' : ''}`,
      ),
    signal: AbortSignal.any([deps.signal, ...limit]),
  })
  deps.signal.throwIfAborted()
  if (cells !== undefined && isLoaded(done.plain) && done.planned < new Set(cells).size)
    throw cellUnknown(
      cells,
      done.scenarios.map(({name}) => name),
    )
  const holdsUnjudged = choice.holdsUnjudged === true
  const described = {...subject, notes: [...subject.notes, ...keyNotes(keyAlias), ...besideNotes(holdsUnjudged)]}
  return {
    report: reportOf(done, {subject: described, items: ITEMS, only, known, ...STAGE, showable: shownError}),
    holdsUnjudged,
  }
}

/** testSecret may never have asked about the others: as a probe it would vouch for what nobody judged. */
function besideNotes(holdsUnjudged: boolean): readonly string[] {
  if (!holdsUnjudged) return []
  return ['The secret holds a credential of a target beside the first, which was not judged: no record is kept.']
}

/** What the customer's key of the secret means for the function. */
function keyNotes(alias: string | undefined): readonly string[] {
  if (alias === undefined) return []
  return [`The secret is encrypted with the key ${alias}, and the role of the function may use no other.`]
}

/** Which failing items count for the exit code: those at or above a severity that no baseline names. */
export function counted(wish: {
  readonly failOn: Severity
  readonly known: ReadonlySet<string>
}): (item: Pick<ItemReport, 'id' | 'severity'>) => boolean {
  const severities = SEVERITIES.slice(0, SEVERITIES.indexOf(wish.failOn) + 1)
  return ({id, severity}) => severities.includes(severity) && !wish.known.has(id)
}

/** handler-contract §4. */
export function exitCodeOf(
  {items, loaded, verdict, scenarios}: RehearsalReport,
  {counts, strict}: {readonly counts: (item: ItemReport) => boolean; readonly strict: boolean},
): ExitCode {
  const violated = items.some(item => item.verdict === 'fail' && counts(item))
  const broke = items.some(item => item.verdict === 'error')
  if (violated || (!loaded && !broke) || (strict && verdict === 'incomplete')) return EXIT.unsafe
  if (!scenarios.complete) return EXIT.timeout
  return broke ? EXIT.failed : EXIT.done
}

function checkItems(only: readonly string[] | undefined): void {
  const unknown = only?.find(id => !ITEMS.some(item => item.id === id))
  if (unknown === undefined) return
  throw new SecrotError({
    code: 'ITEM_UNKNOWN',
    message: `The contract has no item ${JSON.stringify(unknown.slice(0, 60))}.`,
    hint: 'See all of them: secrot rehearse --list-items',
    exit: EXIT.usage,
  })
}

function cellUnknown(wanted: readonly string[], found: readonly string[]): SecrotError {
  const unknown = wanted.find(name => !found.includes(name)) ?? ''
  return new SecrotError({
    code: 'CELL_UNKNOWN',
    message: `This function's rehearsal has no scenario ${JSON.stringify(unknown.slice(0, 80))}.`,
    hint: 'Names of scenarios stand in the report of a whole rehearsal, such as setSecret/1/lost-reply.',
    exit: EXIT.usage,
  })
}

/** Whether new values were let be weaker than the contract wants: what was judged so is no record of it. */
export function isWeaker(minBits: number | undefined): boolean {
  return minBits !== undefined && minBits < CONTRACT_BITS
}

/** The items of the contract, in its order, without their judges. */
export function contractLines() {
  return ITEMS.map(({id, class: name, severity, rule, hint, kinds}) => ({
    id,
    class: name,
    severity,
    rule,
    hint,
    kinds: kinds === 'any' ? ['any'] : [...kinds],
  }))
}
