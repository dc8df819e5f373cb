import {spawnSync} from 'node:child_process'
import {outputOf, realFile} from './real-file.ts'

const file = realFile('cfn-lint')
const version = file === undefined ? undefined : outputOf(file, ['--version'])?.trim()

/** Why templates cannot be linted here; undefined: they can. */
export const withoutCfnLint = version === undefined ? 'no cfn-lint on PATH' : undefined

/** For titles: what the tests run with, or why they do not. */
export const cfnLintTitle = version ?? `cfn-lint (skipped: ${withoutCfnLint})`

/** What cfn-lint has against a template; empty: nothing, not even a warning. */
export function cfnLint(template: string): string {
  const {stdout, stderr} = spawnSync(file ?? '', [], {input: template, encoding: 'utf8'})
  return `${stdout}${stderr}`
}
