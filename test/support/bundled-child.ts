import {bundleForSources} from '../../tools/child-bundle.ts'

/** The processes of functions start from a bundle, as they do in the package. */
export async function setup(): Promise<void> {
  await bundleForSources()
}
