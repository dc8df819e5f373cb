import type {Item} from '../../item.ts'
import {errorNamesSecretAndStep} from '../error-names-secret-and-step.ts'
import {failureIsReported} from '../failure-is-reported.ts'
import {kmsDeniedIsClean} from '../kms-denied-is-clean.ts'
import {notifiesOnce} from '../notifies-once.ts'
import {realCauseShown} from '../real-cause-shown.ts'
import {retriesAreBounded} from '../retries-are-bounded.ts'
import {sideChannelCannotFailRotation} from '../side-channel-cannot-fail-rotation.ts'
import {successMeansEffect} from '../success-means-effect.ts'
import {throttleRetried} from '../throttle-retried.ts'

export const errorsItems: readonly Item[] = [
  failureIsReported,
  successMeansEffect,
  realCauseShown,
  errorNamesSecretAndStep,
  throttleRetried,
  retriesAreBounded,
  kmsDeniedIsClean,
  sideChannelCannotFailRotation,
  notifiesOnce,
]
