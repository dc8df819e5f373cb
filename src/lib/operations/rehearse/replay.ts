import {shellCommand} from '../../shell-words.ts'

/** The command that plays one scenario of this rehearsal again. `words`: what was typed after `rehearse`, without --only and --cell. */
export function replayCommand(words: readonly string[], seed: number, cell: string): string {
  return shellCommand(['secrot', 'rehearse', ...words, '--seed', String(seed), '--cell', cell])
}

/** What was typed, without the flags that choose scenarios, a seed or a form: those are given anew. */
export function wordsToRepeat(argv: readonly string[]): readonly string[] {
  const dropped = new Set(['--only', '--cell', '--seed', '--format', '--timeout', '--baseline', '--fail-on'])
  const alone = new Set(['--json', '--policy', '--strict'])
  const kept: string[] = []
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at]!
    const name = word.split('=', 1)[0]!
    if (alone.has(word)) continue
    if (!dropped.has(name)) kept.push(word)
    else if (!word.includes('=')) at += 1
  }
  return kept
}
