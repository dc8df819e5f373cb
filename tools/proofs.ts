/**
 * Makes each change of test/proofs.json in a copy of the sources and expects its test to turn red.
 * `npm run proofs` runs all; `npm run proofs -- WORD` those whose line or file contains WORD. Exit 1 when a test stayed green.
 */
import {execFile} from 'node:child_process'
import {cp, mkdtemp, readFile, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'

interface Proof {
  /** The line of a promise, a spec or a checklist that the test keeps. */
  readonly line: string
  /** Test file, and the start of the test's full name. */
  readonly test: string
  readonly name: string
  /** The one-line change that must turn it red; `from` stands exactly once in `file`. */
  readonly file: string
  readonly from: string
  readonly to: string
}

const root = path.resolve(import.meta.dirname, '..')
const copied = [
  'src',
  'test',
  'bin',
  'tools',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'oclif.manifest.json',
  'docs',
]

const proofs = JSON.parse(await readFile(path.join(root, 'test/proofs.json'), 'utf8')) as readonly Proof[]
const word = process.argv[2]
const chosen = proofs.filter(proof => word === undefined || `${proof.line} ${proof.file}`.includes(word))
if (chosen.length === 0) throw new Error(`no proof matches ${word}`)

const copy = await mkdtemp(path.join(tmpdir(), 'secrot-proofs-'))
let green = 0
try {
  for (const name of copied) await cp(path.join(root, name), path.join(copy, name), {recursive: true, force: true})
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
  for (const proof of chosen) {
    const verdict = await prove(proof)
    if (verdict !== 'red') green++
    console.log(`${verdict === 'red' ? 'red   ' : 'STAYED'}  ${proof.line}  (${proof.file}: ${verdict})`)
  }
} finally {
  await rm(copy, {recursive: true, force: true})
}
console.log(`${chosen.length - green} of ${chosen.length} changes turned their test red`)
process.exitCode = green === 0 ? 0 : 1

async function prove(proof: Proof): Promise<string> {
  const file = path.join(copy, proof.file)
  const source = await readFile(file, 'utf8')
  if (source.split(proof.from).length !== 2) return 'the text to change does not stand exactly once'
  if ((await runTest(proof)) !== 'passed') return 'the test does not pass unchanged'
  await writeFile(
    file,
    source.replace(proof.from, () => proof.to),
  )
  try {
    const outcome = await runTest(proof)
    return outcome === 'failed' ? 'red' : outcome
  } finally {
    await writeFile(file, source)
  }
}

/** `failed` only when the named test ran and failed: a test that was not found proves nothing. */
async function runTest(proof: Proof): Promise<'passed' | 'failed' | 'no such test' | 'the sources do not load'> {
  // Between the names of groups vitest puts an arrow, which a proof may leave out.
  const pattern = proof.name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(' ', '(?: > | )')
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs')
  const report = path.join(copy, 'report.json')
  const argv = [vitest, 'run', proof.test, '-t', pattern, '--reporter=json', `--outputFile=${report}`]
  await rm(report, {force: true})
  await new Promise<void>(resolve => {
    execFile(process.execPath, argv, {cwd: copy, maxBuffer: 64 * 1024 * 1024}, () => resolve())
  })
  const text = await readFile(report, 'utf8').catch(() => undefined)
  if (text === undefined) return 'no such test'
  const result = JSON.parse(text) as {numPassedTests: number; numFailedTests: number; numFailedTestSuites: number}
  if (result.numFailedTests > 0) return 'failed'
  if (result.numPassedTests > 0) return 'passed'
  return result.numFailedTestSuites > 0 ? 'the sources do not load' : 'no such test'
}
