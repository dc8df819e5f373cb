import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {SecrotError} from '../errors.ts'
import {type Package, packageOf} from '../packaging/package.ts'
import type {PackagedRotator} from '../rotators/packaged.ts'

/** The package of a rotator as it was built. Throws ROTATOR_NOT_BUILT (exit 1) where there is none, as in a clone. */
export async function packagedCode(
  {name}: Pick<PackagedRotator, 'name'>,
  folder: string,
): Promise<Package & {readonly path: string}> {
  const path = join(folder, `${name}.zip`)
  const code = await readFile(path).catch((cause: unknown) => {
    throw new SecrotError({
      code: 'ROTATOR_NOT_BUILT',
      message: `The package of ${name} is not in ${folder}.`,
      hint: 'The published package of secrot has it; in a clone: npm run build',
      cause,
    })
  })
  return {...packageOf(code), path}
}
