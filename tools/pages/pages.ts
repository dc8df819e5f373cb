import {readdir, readFile} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {pageOf, type ManifestCommand} from './page.ts'
import {RECIPES} from './recipes.ts'
import {tellAll} from './transcripts.ts'

const root = resolve(import.meta.dirname, '../..')

/** Transcripts of commands that play in real time; `npm run pages -- --record` takes them anew. */
export const RECORDED_FOLDER = join(import.meta.dirname, 'recorded')

/** File name in docs/commands → text, for every command of the manifest. Throws for a command without words or transcript. */
export async function commandPages(): Promise<ReadonlyMap<string, string>> {
  const {commands} = JSON.parse(await readFile(join(root, 'oclif.manifest.json'), 'utf8')) as {
    commands: Record<string, ManifestCommand>
  }
  const schemas = await readdir(join(root, 'docs/schemas'))
  const transcripts = await tellAll()
  const pages = new Map<string, string>()
  for (const [id, command] of Object.entries(commands)) {
    const recipe = RECIPES[id]
    if (recipe === undefined) throw new Error(`${id} has no words in tools/pages/recipes.ts`)
    const name = id.replaceAll(':', '-')
    pages.set(
      `${name}.md`,
      pageOf({
        command,
        recipe,
        transcripts: transcripts[id] ?? [await recorded(name)],
        hasSchema: schemas.includes(`${name}.schema.json`),
      }),
    )
  }
  return pages
}

async function recorded(name: string): Promise<string> {
  return (await readFile(join(RECORDED_FOLDER, `${name}.txt`), 'utf8')).trimEnd()
}
