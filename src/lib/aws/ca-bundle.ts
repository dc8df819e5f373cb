import {readFile} from 'node:fs/promises'
import {EXIT, SecrotError} from '../errors.ts'

/**
 * The certificates that are trusted in place of Node's own: the file that AWS_CA_BUNDLE names, else `ca_bundle` of the
 * profile (https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html). undefined: none is named.
 * Throws CA_BUNDLE_UNREADABLE (exit 2).
 */
export async function readCaBundle(
  env: Readonly<Record<string, string | undefined>>,
  profile: string | undefined,
): Promise<string | undefined> {
  const path = env['AWS_CA_BUNDLE'] || (await bundleOf(profile ?? 'default'))
  if (path === undefined || path === '') return undefined
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unusable(path, `cannot be read (${error.code ?? error.message})`, error)
  })
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw unusable(path, 'holds no certificate in PEM form')
  return text
}

async function bundleOf(profile: string): Promise<string | undefined> {
  const {loadSharedConfigFiles} = await import('@smithy/core/config')
  const {configFile, credentialsFile} = await loadSharedConfigFiles()
  return configFile[profile]?.['ca_bundle'] ?? credentialsFile[profile]?.['ca_bundle']
}

function unusable(path: string, reason: string, cause?: unknown): SecrotError {
  return new SecrotError({
    code: 'CA_BUNDLE_UNREADABLE',
    message: `The CA bundle ${path} ${reason}.`,
    hint: 'Name a PEM file in AWS_CA_BUNDLE, or in ca_bundle of the profile.',
    exit: EXIT.usage,
    cause,
  })
}
