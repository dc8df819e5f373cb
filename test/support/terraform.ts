import {execFile} from 'node:child_process'
import {globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {homedir, tmpdir} from 'node:os'
import {join} from 'node:path'
import {outputOf, realFile} from './real-file.ts'

const file = realFile('terraform')
const version = file === undefined ? undefined : /^Terraform v(\S+)/.exec(outputOf(file, ['version']) ?? '')?.[1]
const provider = 'registry.terraform.io/hashicorp/aws'
const mirror = mirrorHere()

/** Why nothing can be said of a file of Terraform here; undefined: its layout can be checked. */
export const withoutTerraform = version === undefined ? 'no terraform on PATH' : undefined
/** Why it cannot be validated; undefined: it can. */
export const withoutMirror =
  withoutTerraform ??
  (mirror === undefined ? `no mirror of ${provider} (SECROT_TERRAFORM_MIRROR, TF_PLUGIN_CACHE_DIR)` : undefined)
/** For titles: what the tests run with, or why they do not. */
export const terraformTitle =
  version === undefined ? `Terraform (skipped: ${withoutTerraform})` : `Terraform ${version}`
export const mirrorTitle =
  withoutMirror === undefined ? `${terraformTitle} with its provider for AWS` : `Terraform (skipped: ${withoutMirror})`

/** A folder with a file of Terraform in it, or with several as modules of one. */
export interface TerraformFolder extends Disposable {
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<TerraformRun>
  /** Fetches the provider from the mirror. */
  init(): Promise<void>
  read(name: string): string
}

export interface TerraformRun {
  readonly status: number
  readonly output: string
}

/** A file that is called as a module of another. */
export interface TerraformModule {
  readonly text: string
  readonly variables?: Readonly<Record<string, string>>
  /** A package that the file does not carry; its variable `code_file` names it. */
  readonly code?: Uint8Array
}

export function terraformFolder(text: string | readonly (string | TerraformModule)[]): TerraformFolder {
  const cwd = mkdtempSync(join(tmpdir(), 'secrot-terraform-'))
  const modules = typeof text === 'string' ? [] : text
  const calls = modules.map((module, index) => {
    const {text, variables, code}: TerraformModule = typeof module === 'string' ? {text: module} : module
    const folder = join(cwd, `m${index}`)
    mkdirSync(folder)
    writeFileSync(join(folder, 'main.tf'), text)
    if (code !== undefined) writeFileSync(join(folder, 'code.zip'), code)
    const given = {...variables, ...(code === undefined ? {} : {code_file: join(folder, 'code.zip')})}
    const lines = Object.entries(given).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}\n`)
    return `module "m${index}" {\n  source = "./m${index}"\n${lines.join('')}}\n`
  })
  writeFileSync(join(cwd, 'main.tf'), typeof text === 'string' ? text : calls.join('\n'))
  // Nothing of it may come from the network.
  writeFileSync(
    join(cwd, '.rc'),
    `provider_installation {\n  filesystem_mirror {\n    path = "${mirror ?? cwd}"\n  }\n}\n`,
  )
  const own = {
    PATH: process.env['PATH'],
    HOME: cwd,
    TF_CLI_CONFIG_FILE: join(cwd, '.rc'),
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
  }
  // Not in one go with this process, which may be the AWS that it speaks to.
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<TerraformRun> =>
    new Promise(resolve => {
      execFile(file ?? '', [...args], {cwd, env: {...own, ...env}, encoding: 'utf8'}, (error, stdout, stderr) => {
        resolve({
          status: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
          output: `${stdout}${stderr}`,
        })
      })
    })
  return {
    run,
    async init() {
      const {status, output} = await run(['init', '-no-color', '-input=false'])
      if (status !== 0) throw new Error(output)
    },
    read: name => readFileSync(join(cwd, name), 'utf8'),
    [Symbol.dispose]: () => rmSync(cwd, {recursive: true, force: true}),
  }
}

/** A folder that has the provider as Terraform lays mirrors out; where people and images put one. */
function mirrorHere(): string | undefined {
  const {SECROT_TERRAFORM_MIRROR: named, TF_PLUGIN_CACHE_DIR: cache} = process.env
  const usual = [
    '/usr/share',
    '/usr/local/share',
    '/opt',
    join(homedir(), '.terraform.d'),
    join(homedir(), '.local/share'),
  ]
  const places = [
    ...[named, cache].flatMap(folder => (folder === undefined ? [] : [folder])),
    ...usual.flatMap(folder =>
      globSync(`${folder}/{*,*/*}/${provider}`).map(found => found.slice(0, -provider.length - 1)),
    ),
  ]
  return places.find(folder => globSync(`${folder}/${provider}/*`).length > 0)
}
