import {readFile, writeFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {walk} from '../../test/support/walk.ts'
import {COLUMNS} from './stage.ts'

const page = resolve(import.meta.dirname, '../../docs/first-rotation.md')

/** Walks through the tutorial once, and puts what the terminal showed into its place. */
export async function recordWalk(): Promise<void> {
  let text = await readFile(page, 'utf8')
  for (const {told, shown} of await walk(text, COLUMNS)) {
    // A digest or a name may hold a `$`, which `replace` would read as a pattern.
    text = text.replace(`\`\`\`\n${told}\n\`\`\``, () => `\`\`\`\n${shown}\n\`\`\``)
  }
  await writeFile(page, text)
}
