import type {LambdaGateway} from '../../aws/gateways.ts'
import {EXIT, SecrotError} from '../../errors.ts'
import {zipCode} from './read-code.ts'
import type {Declared} from './subject-of.ts'

/**
 * A function as it is deployed. Throws FUNCTION_NOT_FOUND (exit 1), FUNCTION_IS_IMAGE (exit 2), CODE_DIGEST_DIFFERS and what
 * the gateway throws.
 */
export async function readFunction(lambda: Pick<LambdaGateway, 'deployed'>, arn: string): Promise<Declared> {
  const found = await lambda.deployed(arn)
  if (found === undefined) {
    throw new SecrotError({
      code: 'FUNCTION_NOT_FOUND',
      message: `There is no function ${arn}.`,
      hint: 'Check name, alias, region and account: aws lambda list-functions',
    })
  }
  const {configuration, variables, variablesRefused, code} = found
  if (code === undefined) {
    throw new SecrotError({
      code: 'FUNCTION_IS_IMAGE',
      message: `${arn} runs from a container image, and packages alone can be rehearsed.`,
      hint: 'Rehearse the folder that the image is built from: secrot rehearse PATH --handler FILE.EXPORT',
      exit: EXIT.usage,
    })
  }
  const read = zipCode(code, `The package of ${arn}`)
  if (read.codeSha256 !== configuration.codeSha256) {
    throw new SecrotError({
      code: 'CODE_DIGEST_DIFFERS',
      message: `The package that was fetched is not the one that ${arn} runs: another digest.`,
      hint: 'Its code may have been deployed just now: run the same command again.',
    })
  }
  return {
    source: arn,
    code: read,
    handler: configuration.handler,
    runtime: configuration.runtime,
    timeoutMs: configuration.timeoutMs,
    memoryMb: configuration.memoryMb ?? 128,
    variables,
    layers: configuration.layerArns,
    notes:
      variablesRefused === undefined
        ? []
        : [`AWS did not show its environment variables (${variablesRefused}); --env-file sets those that it needs.`],
  }
}
