import {readFile, writeFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {stories, tellDeployment} from '../../test/support/deployed-story.ts'

const page = resolve(import.meta.dirname, '../../docs/rotators/deployed.md')

/** Plays the deployments once, and puts what the shell showed into its place. Throws where a server is missing. */
export async function recordDeployed(): Promise<void> {
  let text = await readFile(page, 'utf8')
  for (const story of stories) {
    const {rotator, missing} = story
    if (missing !== undefined) throw new Error(`${rotator} cannot be told: ${missing}`)
    const {text: shown} = await tellDeployment(story)
    const place = new RegExp(`(^## ${rotator}\\n\\n)\`\`\`\\n[^]*?\`\`\`$`, 'm')
    text = text.replace(place, (_, heading: string) => `${heading}\`\`\`\n${shown}\n\`\`\``)
  }
  await writeFile(page, text)
}
