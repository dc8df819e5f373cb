const PLAIN: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '–': '-',
  '→': '->',
}

/** The same words in ASCII: CloudFormation and its console keep nothing else for sure. */
export function ascii(text: string): string {
  return text.replaceAll(/[^\n\x20-\x7E]/g, character => PLAIN[character] ?? '?')
}
