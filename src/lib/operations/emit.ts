import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {Deployment} from '../deploy/deployment.ts'
import {quickCreateLink} from '../deploy/emit/quick-create.ts'
import {terraformFile} from '../deploy/emit/terraform.ts'
import {inlineZip} from '../packaging/inline.ts'
import {packageOf} from '../packaging/package.ts'
import {packagedCode} from './deploy-code.ts'
import {deployUsage} from './deploy-refusals.ts'

export const emitFormats = ['cloudformation', 'terraform', 'quick-create'] as const
export type EmitFormat = (typeof emitFormats)[number]

export interface EmitOptions {
  readonly format: EmitFormat
  /** Where the template lies; quick-create needs it, and nothing else takes it. */
  readonly templateUrl?: string | undefined
  /** Where the packages of the rotators lie. */
  readonly rotatorsFolder: string
}

/** A deployment as text for somebody else to deploy. */
export interface Emitted {
  readonly deployment: Deployment
  readonly format: EmitFormat
  readonly text: string
  /** Of the code that the text carries; absent: it carries none. */
  readonly codeSha256?: string
  /** What is to be known before it is used. */
  readonly notes: readonly string[]
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_BYTES = 51_200

/**
 * Writes a deployment down in place of making it. Asks nothing of AWS. Throws USAGE and EMIT_REFUSED (exit 2), and
 * ROTATOR_NOT_BUILT (exit 1).
 */
export async function emit(deployment: Deployment, options: EmitOptions): Promise<Emitted> {
  const {format, templateUrl} = options
  if (format === 'quick-create') {
    if (templateUrl === undefined)
      throw deployUsage('A quick-create link opens a template.', 'Say where it lies: --template-url URL')
    return {deployment, format, text: `${quickCreateLink(deployment, templateUrl)}\n`, notes: []}
  }
  if (templateUrl !== undefined)
    throw deployUsage('--template-url is for --emit quick-create.', 'Leave it out for a template itself.')
  const code = await inlineCodeOf(deployment, options)
  const carried = code === undefined ? undefined : packageOf(inlineZip(code))
  const notes = notesOf(deployment)
  const digest = carried === undefined ? {} : {codeSha256: carried.codeSha256}
  if (format === 'terraform') return {deployment, format, text: terraformFile(deployment, carried), ...digest, notes}
  // What writes YAML is loaded for this alone.
  const {cloudFormationTemplate} = await import('../deploy/emit/cloudformation.ts')
  const text = cloudFormationTemplate(deployment, code)
  const bytes = Buffer.byteLength(text)
  const isLong = `It has ${bytes} bytes, and CloudFormation takes more than ${MOST_BYTES} from a bucket only.`
  return {deployment, format, text, ...digest, notes: bytes > MOST_BYTES ? [...notes, isLong] : notes}
}

/** undefined: the rotator has modules of others in it, and no build that stands in a template. */
async function inlineCodeOf(
  {rotator}: Deployment,
  {rotatorsFolder}: Pick<EmitOptions, 'rotatorsFolder'>,
): Promise<string | undefined> {
  await packagedCode(rotator, rotatorsFolder)
  return readFile(join(rotatorsFolder, `${rotator.name}.inline.cjs`), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

function notesOf({secrets, variables}: Deployment): readonly string[] {
  const names = Object.keys(variables).join(', ')
  if (names === '' || secrets.some(({arn}) => arn === undefined)) return []
  return [`${names}: a variable of the function, for all its secrets; a tag of the secret comes before it.`]
}
