import type {KeyUses} from '../history/key-uses.ts'
import {type Fact, type KeyInfo, type SecretFacts, valueOf} from './facts.ts'

/** One fact that a plan rests on: "AWSPENDING" "is on" "5f0d2a71…". */
interface Mark {
  readonly subject: string
  readonly verb: string
  readonly value: string
}

/**
 * What a plan rests on: where the labels are, rotation on or off, when the secret changed, the class of each value, the
 * target's answers, the newest event, and whether a step runs. Read again right before acting; a difference means that
 * nothing is done.
 */
export function fingerprintText(facts: SecretFacts): string {
  return marksOf(facts)
    .map(mark => `${mark.subject} ${mark.verb} ${mark.value}`)
    .join('\n')
}

/** The first thing that is no longer as planned: "AWSPENDING is on c2f1a09e, the plan said 5f0d2a71". */
export function differenceOf(planned: SecretFacts, now: SecretFacts): string | undefined {
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

function marksOf(facts: SecretFacts): readonly Mark[] {
  const labels = valueOf(facts.labels)
  if (labels === undefined) return [{subject: 'the description', verb: 'is', value: 'unreadable'}]
  const {staging, rotationEnabled, lastChangedAt} = labels.description
  const held = [...staging].flatMap(([versionId, names]) =>
    names.map(name => ({subject: name, verb: 'is on', value: versionId})),
  )
  const versions = [facts.pending, facts.current, facts.previous, ...facts.others].filter(
    version => version !== undefined,
  )
  return [
    ...held.sort((a, b) => (a.subject < b.subject ? -1 : 1)),
    {subject: 'rotation', verb: 'is', value: rotationEnabled === true ? 'on' : 'off'},
    ...versions.map(({versionId, value}) => ({subject: `the value of ${versionId}`, verb: 'is', value})),
    ...versions.map(({versionId, auth}) => ({
      subject: `the target’s answer about ${versionId}`,
      verb: 'is',
      value: valueOf(auth) ?? 'unknown',
    })),
    ...(valueOf(facts.keys)?.keys ?? []).flatMap(key => (key.uses === undefined ? [] : [useMark(key, key.uses)])),
    {subject: 'the newest event', verb: 'is', value: newestEvent(facts)},
    {
      subject: 'a running step',
      verb: 'is',
      value: {yes: 'possible', no: 'ruled out', '?': 'not ruled out'}[facts.running.value],
    },
    // Last: it changes with everything else, which then is the better sentence.
    {
      subject: 'the last change',
      verb: 'was at',
      value: lastChangedAt === undefined ? 'no time' : new Date(lastChangedAt).toISOString(),
    },
  ]
}

/** IAM may tell of a use before the trail does, and after it. */
function useMark({accessKeyId, lastUsedAt = 0}: KeyInfo, uses: Fact<KeyUses>): Mark {
  const newest = Math.max(lastUsedAt, valueOf(uses)?.uses[0]?.at ?? 0)
  const value = newest === 0 ? 'none' : new Date(newest).toISOString()
  return {
    subject: `the newest use of …${accessKeyId.slice(-4)}`,
    verb: 'is',
    value: uses.kind === 'known' ? value : 'unknown',
  }
}

function newestEvent(facts: SecretFacts): string {
  const events = valueOf(facts.events)?.events ?? []
  const newest = events.find(event => facts.pending === undefined || event.versionId === facts.pending.versionId)
  return newest === undefined ? 'none' : `${newest.name} at ${new Date(newest.at).toISOString()}`
}
