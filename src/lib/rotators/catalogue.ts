import {aboutAppSyncApiKey} from './appsync-api-key/about.ts'
import {aboutDatabases} from './databases/about.ts'
import {aboutHttps} from './https/about.ts'
import {aboutIamAccessKey} from './iam-access-key/about.ts'
import type {PackagedRotator} from './packaged.ts'
import {aboutRandomPassword} from './random-password/about.ts'

/** The rotators that come with secrot, by name; each has its file in `functions`. */
export const packagedRotators: readonly PackagedRotator[] = [
  aboutAppSyncApiKey,
  aboutHttps,
  aboutIamAccessKey,
  ...aboutDatabases,
  aboutRandomPassword,
]

/** undefined: none is called so. */
export function packagedRotator(name: string): PackagedRotator | undefined {
  return packagedRotators.find(one => one.name === name)
}
