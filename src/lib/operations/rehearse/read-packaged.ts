import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {SecrotError} from '../../errors.ts'
import {policyOf, type PackagedRotator} from '../../rotators/packaged.ts'
import {zipCode} from './read-code.ts'
import type {Declared} from './subject-of.ts'

/** The package of a rotator as it is deployed. Throws ROTATOR_NOT_BUILT (exit 1) where there is none, as in a clone. */
export async function readPackaged(rotator: PackagedRotator, folder: string): Promise<Declared> {
  const {name} = rotator
  const {runtime, handler, timeoutSeconds, memoryMb} = rotator.function
  const code = await readFile(join(folder, `${name}.zip`)).catch((cause: unknown) => {
    throw new SecrotError({
      code: 'ROTATOR_NOT_BUILT',
      message: `The package of ${name} is not in ${folder}.`,
      hint: 'The published package of secrot has it; in a clone: npm run build',
      cause,
    })
  })
  return {
    source: name,
    code: zipCode(code, name),
    runtime,
    handler,
    timeoutMs: timeoutSeconds * 1000,
    memoryMb,
    variables: {},
    layers: [],
    shippedPolicy: policyOf(rotator, {secret: 'arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-??????'}),
    notes: [],
    isWhole: true,
  }
}
