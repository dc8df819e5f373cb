import type {KeyUses} from '../history/key-uses.ts'
import {type Fact, type KeyInfo, type SecretFacts, type ValueClass, valueOf} from './facts.ts'

/**
 * What a plan rests on, in classes and ids, never in values: where the labels are, rotation on or off, the class of each
 * value, the target's answers, uses of keys, the newest event, whether a step runs, and when the secret changed.
 */
export interface Fingerprint {
  readonly labels: readonly {readonly label: string; readonly versionId: string}[]
  readonly rotation: 'on' | 'off'
  readonly values: readonly {readonly versionId: string; readonly value: ValueClass}[]
  readonly answers: readonly {readonly versionId: string; readonly answer: 'yes' | 'no' | 'gone' | 'unknown'}[]
  /** Newest use of each key that was looked up, by the last four characters of its id. */
  readonly keyUses: readonly {readonly key: string; readonly newest: string}[]
  /** "none", or name and time. */
  readonly newestEvent: string
  readonly runningStep: 'possible' | 'ruled out' | 'not ruled out'
  /** ISO time, or "no time". */
  readonly lastChange: string
}

/** One fact that a plan rests on: "AWSPENDING" "is on" "5f0d2a71…". */
interface Mark {
  readonly subject: string
  readonly verb: string
  readonly value: string
}

/** What the plans of a secret rest on; undefined: its labels could not be read. */
export function fingerprintOf(facts: SecretFacts): Fingerprint | undefined {
  const labels = valueOf(facts.labels)
  if (labels === undefined) return undefined
  const {staging, rotationEnabled, lastChangedAt} = labels.description
  const held = [...staging].flatMap(([versionId, names]) => names.map(label => ({label, versionId})))
  const versions = [facts.pending, facts.current, facts.previous, ...facts.others].filter(
    version => version !== undefined,
  )
  return {
    labels: held.sort((a, b) => (a.label < b.label ? -1 : 1)),
    rotation: rotationEnabled === true ? 'on' : 'off',
    values: versions.map(({versionId, value}) => ({versionId, value})),
    answers: versions.map(({versionId, auth}) => ({versionId, answer: valueOf(auth) ?? 'unknown'})),
    keyUses: (valueOf(facts.keys)?.keys ?? []).flatMap(key => (key.uses === undefined ? [] : [useOf(key, key.uses)])),
    newestEvent: newestEvent(facts),
    runningStep: ({yes: 'possible', no: 'ruled out', '?': 'not ruled out'} as const)[facts.running.value],
    lastChange: lastChangedAt === undefined ? 'no time' : new Date(lastChangedAt).toISOString(),
  }
}

/** A fingerprint as text, one fact a line. */
export function fingerprintText(fingerprint: Fingerprint | undefined): string {
  return marksOf(fingerprint)
    .map(mark => `${mark.subject} ${mark.verb} ${mark.value}`)
    .join('\n')
}

/** The first thing that is no longer as planned: "AWSPENDING is on c2f1a09e, the plan said 5f0d2a71". */
export function differenceOf(planned: Fingerprint | undefined, now: Fingerprint | undefined): string | undefined {
  const before = new Map(marksOf(planned).map(mark => [mark.subject, mark]))
  const after = new Map(marksOf(now).map(mark => [mark.subject, mark]))
  for (const subject of new Set([...after.keys(), ...before.keys()])) {
    const [then, found] = [before.get(subject), after.get(subject)]
    if (then?.value === found?.value) continue
    const verb = found?.verb ?? then?.verb ?? 'is'
    return `${subject} ${verb} ${found?.value ?? 'nobody'}, the plan said ${then?.value ?? 'nothing'}`
  }
  return undefined
}

function marksOf(fingerprint: Fingerprint | undefined): readonly Mark[] {
  if (fingerprint === undefined) return [{subject: 'the description', verb: 'is', value: 'unreadable'}]
  const {labels, rotation, values, answers, keyUses, newestEvent: event, runningStep, lastChange} = fingerprint
  return [
    ...labels.map(({label, versionId}) => ({subject: label, verb: 'is on', value: versionId})),
    {subject: 'rotation', verb: 'is', value: rotation},
    ...values.map(({versionId, value}) => ({subject: `the value of ${versionId}`, verb: 'is', value})),
    ...answers.map(({versionId, answer}) => ({
      subject: `the target’s answer about ${versionId}`,
      verb: 'is',
      value: answer,
    })),
    ...keyUses.map(({key, newest}) => ({subject: `the newest use of …${key}`, verb: 'is', value: newest})),
    {subject: 'the newest event', verb: 'is', value: event},
    {subject: 'a running step', verb: 'is', value: runningStep},
    // Last: it changes with everything else, which then is the better sentence.
    {subject: 'the last change', verb: 'was at', value: lastChange},
  ]
}

/** IAM may tell of a use before the trail does, and after it. */
function useOf({accessKeyId, lastUsedAt = 0}: KeyInfo, uses: Fact<KeyUses>): Fingerprint['keyUses'][number] {
  const newest = Math.max(lastUsedAt, valueOf(uses)?.uses[0]?.at ?? 0)
  const time = newest === 0 ? 'none' : new Date(newest).toISOString()
  return {key: accessKeyId.slice(-4), newest: uses.kind === 'known' ? time : 'unknown'}
}

function newestEvent(facts: SecretFacts): string {
  const events = valueOf(facts.events)?.events ?? []
  const newest = events.find(event => facts.pending === undefined || event.versionId === facts.pending.versionId)
  return newest === undefined ? 'none' : `${newest.name} at ${new Date(newest.at).toISOString()}`
}
