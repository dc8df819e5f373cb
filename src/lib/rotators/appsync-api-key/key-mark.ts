/** For which secret a key was made, and for which of its versions. */
export interface KeyMark {
  readonly secretArn: string
  readonly versionId: string
}

/** The mark in the description of a key. undefined: nobody has marked it. */
export function markIn(description: string): KeyMark | undefined {
  const [, secretArn, versionId] = /^secrot: (\S+) version (\S+)/.exec(description) ?? []
  return secretArn === undefined || versionId === undefined ? undefined : {secretArn, versionId}
}

/** A description with a mark in it: by it a later attempt finds what an interrupted one has made. */
export function marked({secretArn, versionId}: KeyMark, description = ''): string {
  return [`secrot: ${secretArn} version ${versionId}`, description].filter(text => text !== '').join(' | ')
}
