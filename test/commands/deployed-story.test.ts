import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {storyRotators, tellDeployment} from '../support/deployed-story.ts'
import {steady} from '../support/steady.ts'

const page = await readFile(resolve(import.meta.dirname, '../../docs/rotators/deployed.md'), 'utf8')

/** What the page shows of a rotator. */
function shownOf(rotator: string): string {
  const [, shown] = new RegExp(`^## ${rotator}\\n\\n\`\`\`\\n([^]*?)\\n\`\`\`$`, 'm').exec(page) ?? []
  if (shown === undefined) throw new Error(`docs/rotators/deployed.md shows nothing of ${rotator}`)
  return shown
}

describe.each(storyRotators)('a secret that %s rotates from nothing', rotator => {
  it(
    'serves its clients without a refusal, is found healthy, and looks as its page shows',
    {timeout: 120_000},
    async () => {
      const {text, requests, refused} = await tellDeployment(rotator)
      expect(refused).toEqual([])
      expect(requests).toBeGreaterThan(20)
      expect(text).toContain(`${rotator}, rehearsed: conformant`)
      expect(text).toContain('✔ healthy  prod/one')
      expect(steady(text)).toEqual(steady(shownOf(rotator)))
    },
  )
})
