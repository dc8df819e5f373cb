import {existsSync} from 'node:fs'
import {createRequire, registerHooks} from 'node:module'
import {join} from 'node:path'

// Lambda's Node runtimes carry the AWS SDK beside the handler; here it is the one that secrot ships.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included
const PROVIDED = /^@(aws-sdk|smithy|aws-crypto)\//
/** Whole clients, of which the build makes one file each. */
const CLIENT = /^@aws-sdk\/(client-[a-z0-9-]+)$/
// Node 16 and older had version 2, which newer runtimes lack as this machine does.
const PROVIDED_BY_OLD = /^aws-sdk(\/|$)/

/** Lets require and import find the SDK when the handler's package has no copy of its own. */
export function provideSdk(): void {
  const own = createRequire(import.meta.url)
  const bundled = join(import.meta.dirname, 'sdk')
  const isBundled = existsSync(bundled)
  const old = /nodejs(4|6|8|10|12|14|16)\./.test(process.env['AWS_EXECUTION_ENV'] ?? '')
  registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        return nextResolve(specifier, context)
      } catch (error) {
        if (!isNotFound(error) || context.parentURL === import.meta.url) throw error
        if (old && PROVIDED_BY_OLD.test(specifier)) throw notHere(specifier, error)
        if (!PROVIDED.test(specifier)) throw error
        const client = isBundled ? CLIENT.exec(specifier)?.[1] : undefined
        const file = client === undefined ? undefined : join(bundled, `${client}.cjs`)
        if (file !== undefined && existsSync(file)) return nextResolve(file, context)
        return nextResolve(resolveOwn(own, specifier, error), context)
      }
    },
  })
}

function resolveOwn(own: NodeJS.Require, specifier: string, cause: Error): string {
  try {
    return own.resolve(specifier)
  } catch {
    throw notHere(specifier, cause)
  }
}

function notHere(specifier: string, cause: Error): Error {
  const error = new Error(
    `${cause.message.split('\n')[0]} (provided by Lambda, not here: add ${specifier} to the package of the function)`,
    {cause},
  )
  return Object.assign(error, {code: 'code' in cause ? cause.code : 'MODULE_NOT_FOUND'})
}

function isNotFound(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false
  return error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND'
}
