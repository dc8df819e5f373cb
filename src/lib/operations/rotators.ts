import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {packageOf} from '../packaging/package.ts'
import {shippedRecords} from '../records/shipped.ts'
import type {RehearsalRecord} from '../rehearse/record.ts'
import {packagedRotators} from '../rotators/catalogue.ts'
import type {PackagedRotator} from '../rotators/packaged.ts'

/** A packaged rotator, the package that is here of it, and what its rehearsal told. */
export interface ListedRotator {
  readonly about: PackagedRotator
  /** undefined: it is not built, as in a clone. */
  readonly package?: {readonly codeSha256: string; readonly bytes: number}
  /** undefined: no record is of this package. */
  readonly rehearsal?: RehearsalRecord
}

/** The packaged rotators and what each needs. `folder`: where their packages lie. */
export async function listRotators(folder: string): Promise<readonly ListedRotator[]> {
  const records = await shippedRecords(folder)
  return Promise.all(
    packagedRotators.map(async about => {
      const code = await readFile(join(folder, `${about.name}.zip`)).catch(() => undefined)
      if (code === undefined) return {about}
      const {codeSha256} = packageOf(code)
      const rehearsal = records.find(({key}) => key.codeSha256 === codeSha256)
      return {about, package: {codeSha256, bytes: code.length}, ...(rehearsal === undefined ? {} : {rehearsal})}
    }),
  )
}
