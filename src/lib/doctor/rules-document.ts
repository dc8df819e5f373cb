import {type Rule, type Topic, topics} from './rule.ts'
import {rules} from './rules/index.ts'

/** docs/doctor-rules.md, written by `node tools/doctor-rules.ts` from what the rules say of themselves. */
export function rulesDocument(): string {
  return `${[intro, ...topics.flatMap(topic => topicPart(topic))].join('\n\n')}\n`
}

const intro = `# What \`secrot doctor\` looks for

Written by \`node tools/doctor-rules.ts\` from the rules themselves; one of them: \`secrot doctor --explain ID\`.

- **condition** is wrong now or certain to go wrong; it decides the exit code. **posture** could be better; it is counted in one
  line, \`--all\` shows it, \`--strict\` counts it. Severity **none** is a state that is named, not a finding.
- **auto** repairs are safe to repeat, can be taken back and touch labels or permissions only; a run asks for them once, as a
  list (\`--yes\`). **ask** repairs want an answer each, or \`--allow ID\` (\`ID@SECRET\` for one secret). **advice** is printed and
  never done.
- A fact that could not be read is \`?\` with its reason, never a pass.`

function topicPart(topic: Topic): readonly string[] {
  const own = rules.filter(rule => rule.topic === topic)
  return [`## ${topic}`, ...own.map(rule => rulePart(rule))]
}

function rulePart(rule: Rule): string {
  return `### \`${rule.id}\`

**${rule.title}.** ${rule.severity} · ${rule.group} · ${rule.fixClasses.join(', then ')}

${rule.detects}

*Repair:* ${rule.repair} ([source](${rule.source}))`
}
