import type {Rule} from '../rule.ts'
import {appsyncApiNotFound} from './appsync-api-not-found.ts'
import {appsyncCurrentKeyExpired} from './appsync-current-key-expired.ts'
import {appsyncCurrentKeyMissing} from './appsync-current-key-missing.ts'
import {appsyncKeyExpiresFirst} from './appsync-key-expires-first.ts'
import {appsyncKeysOrphaned} from './appsync-keys-orphaned.ts'
import {currentDeadPreviousLive} from './current-dead-previous-live.ts'
import {currentOlderThanPolicy} from './current-older-than-policy.ts'
import {currentUnparsable} from './current-unparsable.ts'
import {environmentReady} from './environment-ready.ts'
import {functionCodeBroken} from './function-code-broken.ts'
import {functionConcurrencyBlocked} from './function-concurrency-blocked.ts'
import {functionNotActive} from './function-not-active.ts'
import {functionNotFound} from './function-not-found.ts'
import {functionSuccessWithoutEffect} from './function-success-without-effect.ts'
import {functionRuntimeDeprecated} from './function-runtime-deprecated.ts'
import {functionTimeoutTooSmall} from './function-timeout-too-small.ts'
import {functionTimesOut} from './function-times-out.ts'
import {handlerNotRehearsed} from './handler-not-rehearsed.ts'
import {holdLabelLeft} from './hold-label-left.ts'
import {iamCurrentKeyInactive} from './iam-current-key-inactive.ts'
import {iamKeyLimitReached} from './iam-key-limit-reached.ts'
import {iamKeyOrphaned} from './iam-key-orphaned.ts'
import {iamOldKeyStillUsed} from './iam-old-key-still-used.ts'
import {iamUserAmbiguous} from './iam-user-ambiguous.ts'
import {intervalExceedsKeyLife} from './interval-exceeds-key-life.ts'
import {intervalOffPolicy} from './interval-off-policy.ts'
import {invokePermissionMissing} from './invoke-permission-missing.ts'
import {kmsDeniedToRole} from './kms-denied-to-role.ts'
import {kmsKeyGone} from './kms-key-gone.ts'
import {kmsKeyUnusable} from './kms-key-unusable.ts'
import {labelsNearLimit} from './labels-near-limit.ts'
import {lastRotationFailed} from './last-rotation-failed.ts'
import {newerVersionWithoutLabel} from './newer-version-without-label.ts'
import {noCurrentVersion} from './no-current-version.ts'
import {nothingAuthenticates} from './nothing-authenticates.ts'
import {pendingAfterCancel} from './pending-after-cancel.ts'
import {pendingAppliedUnfinished} from './pending-applied-unfinished.ts'
import {pendingCopiesCurrent} from './pending-copies-current.ts'
import {pendingCredentialGone} from './pending-credential-gone.ts'
import {pendingLiveCurrentDead} from './pending-live-current-dead.ts'
import {pendingNotApplied} from './pending-not-applied.ts'
import {pendingNotFromThisRotation} from './pending-not-from-this-rotation.ts'
import {pendingOnCurrent} from './pending-on-current.ts'
import {pendingStateUnknown} from './pending-state-unknown.ts'
import {pendingWithoutValue} from './pending-without-value.ts'
import {previousDoesNotAuthenticate} from './previous-does-not-authenticate.ts'
import {roleLacksSecretAccess} from './role-lacks-secret-access.ts'
import {roleTooBroad} from './role-too-broad.ts'
import {rotationAbandoned} from './rotation-abandoned.ts'
import {rotationOff} from './rotation-off.ts'
import {rotationOverdue} from './rotation-overdue.ts'
import {rotationStateUnreadable} from './rotation-state-unreadable.ts'
import {secretIsReplica} from './secret-is-replica.ts'
import {secretOwnedByService} from './secret-owned-by-service.ts'
import {secretScheduledForDeletion} from './secret-scheduled-for-deletion.ts'

/** Every rule, in display order: by topic, then as docs/doctor-rules.md lists them. */
export const rules: readonly Rule[] = [
  pendingWithoutValue,
  pendingCopiesCurrent,
  pendingCredentialGone,
  pendingNotApplied,
  pendingAppliedUnfinished,
  pendingLiveCurrentDead,
  currentDeadPreviousLive,
  nothingAuthenticates,
  pendingStateUnknown,
  pendingNotFromThisRotation,
  pendingAfterCancel,
  rotationStateUnreadable,
  noCurrentVersion,
  currentUnparsable,
  previousDoesNotAuthenticate,
  pendingOnCurrent,
  secretScheduledForDeletion,
  labelsNearLimit,
  holdLabelLeft,
  currentOlderThanPolicy,
  newerVersionWithoutLabel,
  rotationOff,
  rotationOverdue,
  lastRotationFailed,
  rotationAbandoned,
  intervalExceedsKeyLife,
  intervalOffPolicy,
  functionNotFound,
  functionNotActive,
  functionConcurrencyBlocked,
  functionTimesOut,
  functionCodeBroken,
  functionSuccessWithoutEffect,
  functionRuntimeDeprecated,
  functionTimeoutTooSmall,
  handlerNotRehearsed,
  invokePermissionMissing,
  roleLacksSecretAccess,
  roleTooBroad,
  kmsKeyUnusable,
  kmsKeyGone,
  kmsDeniedToRole,
  iamKeyLimitReached,
  iamKeyOrphaned,
  iamCurrentKeyInactive,
  iamOldKeyStillUsed,
  iamUserAmbiguous,
  appsyncCurrentKeyExpired,
  appsyncCurrentKeyMissing,
  appsyncKeyExpiresFirst,
  appsyncKeysOrphaned,
  appsyncApiNotFound,
  environmentReady,
  secretOwnedByService,
  secretIsReplica,
]
