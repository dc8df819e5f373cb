import {contractLines} from './rehearse.ts'

/** docs/rehearse-items.md: the items of the contract by class. Pure. */
export function itemsDocument(): string {
  const classes = [...Map.groupBy(contractLines(), line => line.class)]
  return [
    '# What a rehearsal judges',
    '',
    'Written by `node tools/rehearse-items.ts` from the items themselves; in a terminal: `secrot rehearse --list-items`. What is played, and what',
    'kinds are: [rehearsals of a rotation function](rehearse.md).',
    ...classes.flatMap(([name, lines]) => [
      '',
      `## ${name}`,
      '',
      '| item | severity | kinds | rule | hint to the author |',
      '| --- | --- | --- | --- | --- |',
      ...lines.map(
        ({id, severity, kinds, rule, hint}) =>
          `| \`${id}\` | ${severity} | ${kinds.join(' ')} | ${cell(rule)} | ${cell(hint)} |`,
      ),
    ]),
    '',
  ].join('\n')
}

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`)
