/** A cause that shows in a fixed phrase of a function's error, and what we say in its place. */
interface Cause {
  readonly phrase: RegExp
  readonly said: string
}

// What AWS's own rotation functions raise (aws-samples/aws-secrets-manager-rotation-lambdas) and what AWS makes of it:
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html
const templates: readonly Cause[] = [
  {
    phrase: /Unable to log into database with previous, current, or pending secret/,
    said: 'no stored value logs in at the target (wrong values, or the target wants TLS)',
  },
  {
    phrase: /Unable to log into database using current credentials/,
    said: 'the value in use does not log in at the target (or the target wants TLS)',
  },
  {phrase: /Unable to log into database with pending secret/, said: 'the new value does not log in at the target'},
  {
    phrase: /Unable to log into database using credentials in master secret/,
    said: 'the value of the other secret, which changes this one, does not log in',
  },
  {phrase: /is not enabled for rotation/, said: 'rotation of the secret was off when it ran'},
  {phrase: /not set as AWSPENDING for rotation/, said: 'the version did not hold AWSPENDING any more'},
  {phrase: /has no stage for rotation/, said: 'the version had lost its labels'},
  {phrase: /key is missing from secret JSON/, said: 'a field that the function needs is missing in the value'},
  {phrase: /Database engine must be set to/, said: "the value's field engine is of another database"},
]

// Messages of the servers and their clients: PostgreSQL 28P01 and 28000, MySQL 1045, MongoDB 18, Redis WRONGPASS.
const logins: readonly Cause[] = [
  {
    phrase:
      /password authentication failed for user|Access denied for user|Authentication failed|WRONGPASS|Login failed for user|ORA-01017/,
    said: 'the target rejects the login',
  },
]

// OpenSSL as Node and Python print it; PostgreSQL 53300, MySQL 1040.
const noConnection: readonly Cause[] = [
  {
    phrase:
      /CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|ERR_TLS_CERT_ALTNAME_INVALID|CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSLCertVerificationError/,
    said: 'the certificate of the target is not trusted',
  },
  {phrase: /too many connections|too many clients already|ORA-00018/i, said: 'the target has no connection free'},
]

/** Why no connection came about although the host answered, so that nothing was said about any value. */
export function connectionCause(message: string): string | undefined {
  return noConnection.find(({phrase}) => phrase.test(message))?.said
}

const causes = [...templates, ...logins]

/** Our own sentence for a phrase in a function's error that has one known cause; undefined: none is known. */
export function recognisedCause(message: string): string | undefined {
  const found = causes.find(({phrase}) => phrase.test(message))
  return found?.said ?? statusCause(message)
}

/** An HTTP status in the function's text. */
function statusCause(message: string): string | undefined {
  const status = /\b(?:status(?: code)?|answered|responded|HTTP(?:\/[\d.]{1,3})?)[ :=]{1,3}([45]\d\d)\b/i.exec(
    message,
  )?.[1]
  return status === undefined ? undefined : `the target answered ${status}`
}
