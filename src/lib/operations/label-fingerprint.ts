import type {SecretDescription} from '../rotation/secret.ts'

/** Labels, rotation and last change, one a line. */
export function labelFingerprint(description: SecretDescription): string {
  const held = [...description.staging].flatMap(([versionId, labels]) =>
    labels.map(label => `${label} is on ${versionId}`),
  )
  return [
    ...held.sort(),
    `rotation is ${description.rotationEnabled === true ? 'on' : 'off'}`,
    `last change was at ${description.lastChangedAt === undefined ? 'no time' : new Date(description.lastChangedAt).toISOString()}`,
  ].join('\n')
}

/** What of a fingerprint changed, in words. */
export function labelChangeText(planned: string, found: string): string {
  const before = planned.split('\n')
  const changed = found.split('\n').find(line => !before.includes(line))
  if (changed === undefined)
    return `no longer so: ${before.find(line => !found.split('\n').includes(line)) ?? 'nothing'}`
  const [subject] = changed.split(/ (?:is|was) /, 1)
  const said = before.find(line => line.startsWith(`${subject} `))
  return said === undefined
    ? `${changed}, which the plan did not know`
    : `${changed}, the plan said ${said.split(' ').at(-1)}`
}
