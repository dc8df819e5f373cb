import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {stories, tellDeployment} from '../support/deployed-story.ts'
import {steady} from '../support/steady.ts'

const page = await readFile(resolve(import.meta.dirname, '../../docs/rotators/deployed.md'), 'utf8')

/** What the page shows of a rotator. */
function shownOf(rotator: string): string {
  const [, shown] = new RegExp(`^## ${rotator}\\n\\n\`\`\`\\n([^]*?)\\n\`\`\`$`, 'm').exec(page) ?? []
  if (shown === undefined) throw new Error(`docs/rotators/deployed.md shows nothing of ${rotator}`)
  return shown
}

const here = stories.filter(({missing}) => missing === undefined)

describe('what these tests need', () => {
  it('is a server for each database, or they are left out', () => {
    for (const {rotator, missing} of stories)
      if (missing !== undefined) console.warn(`${rotator} is not told: ${missing}`)
    expect(here.length).toBeGreaterThanOrEqual(4)
  })
})

/** Whom the value names after each of two rotations of a password. */
const usersOf: Readonly<Record<string, readonly (string | undefined)[]>> = {
  rep: ['app', 'app'],
  alt: ['app_clone', 'app'],
}

describe.each(here)('a secret that $rotator rotates from nothing', story => {
  it(
    'serves its clients without a refusal, is found healthy, and looks as its page shows',
    {timeout: 120_000},
    async () => {
      const {rotator, kind} = story
      const {text, requests, refused, readAgain, users} = await tellDeployment(story)
      expect(refused).toEqual([])
      // Only a password that is replaced ends the one before.
      expect(readAgain > 0).toBe(kind === 'rep')
      expect(users.filter(user => user?.startsWith('app'))).toEqual(usersOf[kind] ?? [])
      expect(requests).toBeGreaterThan(20)
      expect(text).toContain(`${rotator}, rehearsed: conformant`)
      expect(text).toContain('✔ healthy  prod/one')
      expect(steady(text)).toEqual(steady(shownOf(rotator)))
    },
  )
})
