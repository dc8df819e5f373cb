const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  [/\b\d{8}-\d{6}-[0-9a-z]{4}\b/g, 'RUN'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'VERSION'],
  [/\b[0-9a-f]{8}\b/g, 'VERSION'],
  [/(:secret:\S+?-)\w{6}\b/g, '$1SUFFIX'],
  [/[A-Za-z0-9+/]{43}=/g, 'DIGEST'],
  [/\b\d{4}-\d\d-\d\d\b/g, 'DATE'],
  [/\b\d\d:\d\d(?::\d\d)?Z?/g, 'TIME'],
  [/127\.0\.0\.1:\d+/g, 'ENDPOINT'],
  // How long things take, and what follows from when the sandbox was built.
  // Stack traces name the folder in which the function lies.
  [/\b\d+\s+more\s+characters\s+hidden/g, 'MORE characters hidden'],
  [/(?:under )?~?\b\d+(?:\.\d+)? ?(?:ms|s|m|h|d)\b/g, 'SPAN'],
  [/\b\d+ of 128 MB/g, 'MEMORY'],
  [/\b\d+ of \d+ lines|\b\d+ older lines/g, 'LINES'],
  // The first look may come before or after the first step stores its value.
  [/, no value yet/g, ''],
]

/**
 * The lines of a screen without what differs from run to run. Lines that were broken for the width are one; lines of one
 * timeline stand sorted, since the trail knows whole seconds only.
 */
export function steady(text: string): readonly string[] {
  const masked = MASKS.reduce((rest, [pattern, word]) => rest.replaceAll(pattern, word), text)
  const lines: string[] = []
  for (const line of masked.split('\n')) {
    const words = line.trim().replaceAll(/\s+/g, ' ')
    if (/^\s{10,}\S/.test(line) && lines.length > 0) lines.push(`${lines.pop() ?? ''} ${words}`)
    else lines.push(words)
  }
  return sortedTimeline(lines)
}

function sortedTimeline(lines: readonly string[]): readonly string[] {
  const isEvent = (line: string): boolean => /^TIME (?:trail|log) /.test(line)
  const sorted = lines.filter(isEvent).sort()
  return lines.map(line => (isEvent(line) ? (sorted.shift() ?? '') : line))
}
