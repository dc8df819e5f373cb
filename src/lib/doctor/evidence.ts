import {type FactSource, type Proof, type SecretFacts, type VersionFacts, valueOf} from './facts.ts'
import type {Evidence, EvidencePart} from './rule.ts'

/** The proof of a decision about the labels: what the target said of each version, what is stored, whether a step runs. */
export function evidenceOf(facts: SecretFacts): readonly Evidence[] {
  const labelled: readonly (readonly [VersionFacts | undefined, string])[] = [
    [facts.pending, 'AWSPENDING'],
    [facts.current, 'AWSCURRENT'],
    [facts.previous, 'AWSPREVIOUS'],
  ]
  const others = facts.others.filter(version => version.auth.kind === 'known')
  const asked = [...labelled, ...others.map(version => [version, version.labels[0] ?? 'no label'] as const)]
  return [
    ...checkLine(facts),
    ...asked.flatMap(([version, label]) => (version === undefined ? [] : versionLines(version, label))),
    ...runningLine(facts),
  ]
}

function checkLine(facts: SecretFacts): readonly Evidence[] {
  const check = facts.targetCheck
  if (check === undefined) return []
  return [line('rejects', {subject: 'a random value'}, [part(check), {text: 'so its answers count'}], check)]
}

function versionLines(version: VersionFacts, label: string): readonly Evidence[] {
  const on = {versionId: version.versionId, label}
  const stored = valueLine(version, on)
  const {auth} = version
  if (auth.kind === 'unknown') return stored
  const [first, second] = auth.proof
  if (first === undefined) return stored
  const verb = {yes: 'accepts', no: 'rejects', gone: 'unknown'}[auth.value]
  const parts: EvidencePart[] = [second === undefined ? part(first) : {...part(first), again: second.at}]
  if (auth.value === 'yes' && first.source !== 'attested') parts.push({text: 'same identity'})
  if (auth.value === 'gone') parts.push({text: 'no such credential there'})
  return [...stored, line(verb, on, parts, first)]
}

/** Only what the pending version is made of decides anything; of the others the target's answer does. */
function valueLine(version: VersionFacts, on: Pick<Evidence, 'versionId' | 'label'>): readonly Evidence[] {
  if (on.label !== 'AWSPENDING' || version.valueProof.kind === 'unknown' || version.value === 'own') return []
  const [proof] = version.valueProof.proof
  if (proof === undefined) return []
  return [line(version.value === 'copy' ? 'copy' : 'empty', on, [part(proof)], proof)]
}

function runningLine(facts: SecretFacts): readonly Evidence[] {
  if (facts.pending === undefined) return []
  const {running} = facts
  const [first] = running.proof
  const verb = running.value === 'no' ? 'idle' : running.value === 'yes' ? 'running' : 'unclear'
  const parts: EvidencePart[] = running.proof.map(proof => part(proof))
  if (parts.length === 0) parts.push({text: running.why})
  return [{verb, parts, source: first?.source ?? 'labels', at: first?.at ?? facts.now}]
}

function part(proof: Proof): EvidencePart {
  return {text: proof.text, at: proof.at}
}

/** One proof line. */
export function line(
  verb: string,
  on: Pick<Evidence, 'versionId' | 'subject' | 'label'>,
  parts: readonly EvidencePart[],
  proof: {readonly source: FactSource; readonly at: number},
): Evidence {
  return {verb, ...on, parts, source: proof.source, at: proof.at}
}

/** Events of a name for one version, as proof. */
export function eventLine(facts: SecretFacts, name: string, versionId: string): readonly Evidence[] {
  const event = valueOf(facts.events)?.events.find(
    other => other.name === name && (other.versionId === versionId || other.removedFrom === versionId),
  )
  if (event === undefined) return []
  const by = event.caller?.arn
  const parts = [{text: event.name, at: event.at}, ...(by === undefined ? [] : [{text: `by ${by}`}])]
  return [line('event', {versionId}, parts, {source: 'events', at: event.at})]
}
