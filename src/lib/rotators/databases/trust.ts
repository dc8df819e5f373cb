import {readFile} from 'node:fs/promises'
import {getCACertificates} from 'node:tls'
import {Refusal} from '../refusal.ts'
import type {Settings} from '../settings.ts'
import type {Trust} from './server.ts'

/**
 * Amazon's own authorities, those of RDS among them. Lambda has them in each runtime of Node, which does not load them
 * by itself. https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
const OF_LAMBDA = '/var/runtime/ca-cert.pem'

/** `TLS_CA`, as PEM or the path of a file with it; where it is not set, Node's authorities (NODE_EXTRA_CA_CERTS too) and those of Lambda. */
export async function trustOf(settings: Settings): Promise<Trust> {
  const named = settings.text('TLS_CA')
  if (named === undefined || named === '') return {ca: [...getCACertificates('default'), ...(await textsOf(OF_LAMBDA))]}
  // Variables are often written with \n for the ends of lines.
  const texts = named.includes('-----BEGIN') ? [named.replaceAll(String.raw`\n`, '\n')] : await textsOf(named)
  if (texts.length === 0) throw new Refusal('TLS_CA is neither a certificate nor a file that can be read')
  return {ca: texts}
}

async function textsOf(path: string): Promise<readonly string[]> {
  try {
    return [await readFile(path, 'utf8')]
  } catch {
    return []
  }
}
