import {array, assert, oneof, property, string} from 'fast-check'
import {execFileSync} from 'node:child_process'
import {describe, expect, it} from 'vitest'
import {shellCommand, shellWord} from '../../src/lib/shell-words.ts'

/** What a POSIX shell makes of the words. */
function seenBySh(words: readonly string[]): string[] {
  const out = execFileSync('sh', ['-c', `printf '%s\\0' ${shellCommand(words)}`], {encoding: 'utf8'})
  return out.split('\0').slice(0, -1)
}

describe('a printed command', () => {
  it.each([
    ['prod/orders/db', 'prod/orders/db'],
    ['rds!cluster-4f1c', "'rds!cluster-4f1c'"],
    ['./pg-login orders', "'./pg-login orders'"],
    ["it's", "'it'\\''s'"],
    ['', "''"],
    ['~root', "'~root'"],
    ['=ls', "'=ls'"],
    ['$(reboot)', "'$(reboot)'"],
    ['a\u001b[31mb', '"$(printf \'a\\033[31mb\')"'],
  ])('writes %j as %s', (word, quoted) => {
    expect(shellWord(word)).toBe(quoted)
  })

  it('reaches the program unchanged through sh, with hostile labels, tags and descriptions', () => {
    const hostile = [
      '`id`',
      "it's $HOME",
      '$HOME',
      '"; rm -rf /',
      '-rf',
      '*',
      '\\',
      '%s%n',
      '#',
      '&',
      'a\nb',
      'end\n',
      "'\u0007%'",
      '\u202e',
    ]
    expect(seenBySh(hostile)).toEqual(hostile)
  })

  it('reaches the program unchanged through sh, whatever it holds', () => {
    const word = string({unit: 'grapheme'}).map(text => text.replaceAll('\0', ''))
    assert(
      property(
        array(
          oneof(
            word,
            string({unit: 'binary-ascii'}).map(text => text.replaceAll('\0', '')),
          ),
          {minLength: 1, maxLength: 40},
        ),
        words => {
          expect(seenBySh(words)).toEqual(words)
        },
      ),
      {numRuns: 40},
    )
  })

  it('carries no control character to the terminal', () => {
    assert(
      property(string({unit: 'binary-ascii'}), text => {
        expect(shellWord(text.replace(/\n+$/, ''))).not.toMatch(/\p{Cc}/u)
      }),
    )
  })
})
