import type {RunnableFunction} from './function.ts'

/** Credentials and places that one execution environment has for itself. */
export interface EnvironmentFacts {
  readonly credentials: {readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string}
  readonly logStream: string
  readonly endpointUrl: string
}

/**
 * The variables of a function, declared ones included. AWS's own rotation functions take their endpoint from
 * SECRETS_MANAGER_ENDPOINT and are deployed with the real one in it, so the sandbox's wins over a declared one.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function functionVariables(fn: RunnableFunction, facts: EnvironmentFacts): Record<string, string> {
  return {
    LANG: 'en_US.UTF-8',
    ...(process.env['PATH'] === undefined ? {} : {PATH: process.env['PATH']}),
    TZ: 'UTC',
    ...fn.variables,
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: fn.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: facts.logStream,
    ...(fn.logging.format === 'JSON'
      ? {AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: fn.logging.applicationLevel}
      : {}),
    AWS_ACCESS_KEY_ID: facts.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: facts.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: facts.credentials.sessionToken,
    AWS_ENDPOINT_URL: facts.endpointUrl,
    SECRETS_MANAGER_ENDPOINT: facts.endpointUrl,
    AWS_EC2_METADATA_DISABLED: 'true',
    _HANDLER: fn.handler,
  }
}

/** Variables that a process needs beside those, all about this machine. */
export function processVariables(machine: {
  readonly taskRoot: string
  readonly home: string
  readonly runtimeApi: string
  readonly clockOffsetMs: number
  readonly extra: Readonly<Record<string, string>>
}): Record<string, string> {
  return {
    // Windows starts no program without it.
    ...(process.env['SystemRoot'] === undefined ? {} : {SystemRoot: process.env['SystemRoot']}),
    HOME: machine.home,
    TMPDIR: machine.home,
    LAMBDA_TASK_ROOT: machine.taskRoot,
    AWS_LAMBDA_RUNTIME_API: machine.runtimeApi,
    // For the clocks of the process before its first event comes.
    SECROT_CLOCK_OFFSET_MS: String(machine.clockOffsetMs),
    ...machine.extra,
  }
}
