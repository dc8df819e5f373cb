import type {Item} from '../../item.ts'
import {policyFitsUse} from '../policy-fits-use.ts'
import {runsUnderMinimalPolicy} from '../runs-under-minimal-policy.ts'
import {touchesOnlyItsTarget} from '../touches-only-its-target.ts'

export const privilegeItems: readonly Item[] = [runsUnderMinimalPolicy, policyFitsUse, touchesOnlyItsTarget]
