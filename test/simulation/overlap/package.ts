import {readPackaged} from '../../../src/lib/operations/rehearse/read-packaged.ts'
import {subjectOf} from '../../../src/lib/operations/rehearse/subject-of.ts'
import type {Kind} from '../../../src/lib/rehearse/kind.ts'
import type {Subject} from '../../../src/lib/rehearse/subject.ts'
import {packagedRotator} from '../../../src/lib/rotators/catalogue.ts'

export interface DeployedLike {
  readonly subject: Subject
  readonly kind: Kind
  readonly target: {readonly kind: 'iam-user' | 'appsync-api'; readonly name: string}
}

/** A packaged rotator as `deploy` makes a function of it: its zip from the folder, its runtime and time limit. */
export async function deployedLike(name: 'iam-access-key' | 'appsync-api-key', folder: string): Promise<DeployedLike> {
  const rotator = packagedRotator(name)!
  const declared = await readPackaged(rotator, folder)
  const subject = subjectOf(declared, {}, {node: `nodejs${process.versions.node.split('.')[0]}.x`})
  const target =
    name === 'iam-access-key'
      ? ({kind: 'iam-user', name: 'svc'} as const)
      : ({kind: 'appsync-api', name: 'orders'} as const)
  return {subject, kind: rotator.kind, target}
}
