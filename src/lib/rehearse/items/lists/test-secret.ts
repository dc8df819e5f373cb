import type {Item} from '../../item.ts'
import {noCurrentBeforeTest} from '../no-current-before-test.ts'
import {testAcceptsCopyOfCurrent} from '../test-accepts-copy-of-current.ts'
import {testChangesNothing} from '../test-changes-nothing.ts'
import {testChecksIdentity} from '../test-checks-identity.ts'
import {testExercisesPending} from '../test-exercises-pending.ts'
import {testFailsOnRejectedValue} from '../test-fails-on-rejected-value.ts'
import {testNeedsNoRights} from '../test-needs-no-rights.ts'
import {testWaitsForPropagation} from '../test-waits-for-propagation.ts'

export const testSecretItems: readonly Item[] = [
  noCurrentBeforeTest,
  testExercisesPending,
  testFailsOnRejectedValue,
  testChecksIdentity,
  testWaitsForPropagation,
  testChangesNothing,
  testAcceptsCopyOfCurrent,
  testNeedsNoRights,
]
