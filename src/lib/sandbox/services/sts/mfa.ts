import {ServiceError, type Call} from '../../kernel.ts'
import type {Iam} from '../iam/index.ts'
import {textOf} from '../iam/input.ts'
import {isCurrentCode} from '../iam/one-time-code.ts'

/** Members of AssumeRole and GetSessionToken: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html. */
export const mfaRules = {
  SerialNumber: {min: 9, max: 256, pattern: String.raw`[\w+=/:,.@-]*`},
  TokenCode: {min: 6, max: 6, pattern: String.raw`[\d]*`},
} as const

/**
 * Whether a call proves an MFA device of its user; false where it names none. Throws AccessDenied for half of a proof, for
 * a device that is not the caller's and for a code that the device does not show. Texts as users report them.
 */
export function provesMfa(iam: Iam, call: Call, now: number): boolean {
  const serialNumber = textOf(call.input, 'SerialNumber')
  const code = textOf(call.input, 'TokenCode')
  if (serialNumber === '' && code === '') return false
  if (serialNumber === '' || code === '') {
    throw denied('MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.')
  }
  const device = iam.state
    .find('user', call.accountId, call.principal.userName ?? '')
    ?.mfaDevices?.find(each => each.serialNumber === serialNumber)
  if (device === undefined) {
    throw denied(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    )
  }
  if (!isCurrentCode(device, code, now)) {
    throw denied('MultiFactorAuthentication failed with invalid MFA one time pass code. ')
  }
  return true
}

function denied(message: string): ServiceError {
  return new ServiceError('AccessDenied', message, 403)
}
