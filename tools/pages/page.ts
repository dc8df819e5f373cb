import {escapeCell} from './markdown.ts'
import type {Recipe} from './recipes.ts'

/** What the manifest knows of a command, as far as a page tells it. */
export interface ManifestCommand {
  readonly id: string
  readonly summary: string
  readonly description?: string
  readonly usage?: string
  readonly examples?: readonly {readonly command: string; readonly description: string}[]
  readonly args: Readonly<Record<string, ManifestArg>>
  readonly flags: Readonly<Record<string, ManifestFlag>>
  /** AWS actions that the command may call. Absent: none. */
  readonly actions?: readonly string[]
}

interface ManifestArg {
  readonly name: string
  readonly description?: string
  readonly required?: boolean
  readonly multiple?: boolean
}

interface ManifestFlag {
  readonly name: string
  readonly type: 'option' | 'boolean'
  readonly description: string
  readonly helpGroup?: string
  readonly helpValue?: string
  readonly multiple?: boolean
  readonly default?: unknown
  readonly required?: boolean
}

export interface PageParts {
  readonly command: ManifestCommand
  readonly recipe: Recipe
  /** A transcript in a code fence each. */
  readonly transcripts: readonly string[]
  /** Whether docs/schemas has a schema for its JSON answer. */
  readonly hasSchema: boolean
}

/** `journal:close` as it is typed: `journal close`. */
export function typedName(id: string): string {
  return id.replaceAll(':', ' ')
}

/** The page of one command, docs/commands/<id with dashes>.md. */
export function pageOf({command, recipe, transcripts, hasSchema}: PageParts): string {
  const name = `secrot ${typedName(command.id)}`
  return [
    '<!-- Written by `npm run pages`; words of its own stand in tools/pages/recipes.ts. -->',
    `# ${name}`,
    command.summary,
    ...(command.description === undefined ? [] : [command.description]),
    fenced([usageOf(command)]),
    ...(transcripts.length === 0
      ? []
      : ['## What it looks like', recipe.scene, ...transcripts.map(text => fenced([text]))]),
    '## Examples',
    fenced((command.examples ?? []).flatMap(example => exampleLines(example, command))),
    ...argsOf(command),
    '## Flags',
    flagsOf(command),
    '## What it changes',
    recipe.changes,
    ...(recipe.mind === undefined ? [] : ['## What to think of', recipe.mind]),
    '## Exit codes',
    `${recipe.exits} The whole table: [exit codes](../exit-codes.md).`,
    ...(hasSchema
      ? [
          '## JSON',
          `\`--json\` gives one object: [\`${command.id.replace(':', '-')}.schema.json\`](../schemas/${command.id.replace(':', '-')}.schema.json). What all of them share: [JSON](../json.md).`,
        ]
      : []),
    '## AWS actions that it may call',
    actionsOf(command),
    ...(recipe.more === undefined ? [] : [`More: ${recipe.more}.`]),
    'All commands: [README](../../README.md#commands).',
  ]
    .join('\n\n')
    .concat('\n')
}

function usageOf({id, usage, args}: ManifestCommand): string {
  if (usage !== undefined) return `secrot ${usage}`
  const words = Object.values(args).map(arg => {
    const word = `${arg.name.toUpperCase()}${arg.multiple === true ? '…' : ''}`
    return arg.required === true ? word : `[${word}]`
  })
  return ['secrot', typedName(id), ...words, '[FLAGS]'].join(' ')
}

function exampleLines(
  example: {readonly command: string; readonly description: string},
  {id}: ManifestCommand,
): string[] {
  const typed = example.command.replaceAll('<%= config.bin %>', 'secrot').replaceAll('<%= command.id %>', typedName(id))
  return [`# ${example.description}`, typed]
}

function argsOf({args}: ManifestCommand): string[] {
  const rows = Object.values(args).map(
    arg => `| \`${arg.name.toUpperCase()}\` | ${escapeCell(arg.description ?? '')} |`,
  )
  return rows.length === 0 ? [] : ['## Arguments', ['| argument | is |', '| --- | --- |', ...rows].join('\n')]
}

/** The command's own flags first, then those that all share, in one line. */
function flagsOf({flags}: ManifestCommand): string {
  const all = Object.values(flags)
  const isShared = ({name, helpGroup}: ManifestFlag): boolean => helpGroup !== undefined || name === 'no-color'
  const shared = all.filter(isShared)
  const rows = all.filter(flag => !isShared(flag)).map(flagRow)
  const table = rows.length === 0 ? [] : [['| flag | does |', '| --- | --- |', ...rows].join('\n')]
  const common = shared.map(flag => `\`--${flag.name}\``).join(', ')
  return [...table, ...(common === '' ? [] : [`Also ${common}, as everywhere.`])].join('\n\n')
}

function flagRow(flag: ManifestFlag): string {
  const value = flag.type === 'option' ? ` ${flag.helpValue ?? 'VALUE'}` : ''
  const hints = [
    ...(flag.required === true ? ['Required.'] : []),
    ...(flag.multiple === true ? ['May be given several times.'] : []),
    ...(isShown(flag.default) ? [`Default: ${String(flag.default)}.`] : []),
  ]
  return `| \`${escapeCell(`--${flag.name}${value}`)}\` | ${escapeCell([flag.description, ...hints].join(' '))} |`
}

function isShown(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number'
}

function actionsOf({id, actions = []}: ManifestCommand): string {
  const names = [...new Set(actions)].sort()
  if (names.length === 0) return 'None.'
  const list = names.map(action => `\`${action}\``).join(', ')
  return `${list}\n\nWhat a run calls depends on what it finds. \`secrot policy ${quoted(typedName(id))}\` prints the policy.`
}

function quoted(words: string): string {
  return words.includes(' ') ? `'${words}'` : words
}

function fenced(lines: readonly string[]): string {
  return ['```', ...lines, '```'].join('\n')
}
