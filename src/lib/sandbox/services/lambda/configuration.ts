import {createHash} from 'node:crypto'
import type {FunctionEntity, FunctionVersion} from './entities.ts'

/** Whether a creation or an update is still under way at this moment. */
export function isSettling(version: FunctionVersion, now: number): boolean {
  return now < version.settling.until
}

/** The revision id to compare with at this moment. */
export function revisionOf(version: FunctionVersion, now: number): string {
  return isSettling(version, now) ? version.settling.revisionId : version.revisionId
}

/** `2025-11-25T02:43:05.000+0000`. */
export function lastModified(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000')
}

/** What lists show: everything but the states. https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export function listedConfiguration(
  entity: FunctionEntity,
  version: FunctionVersion,
  arn: string,
): Record<string, unknown> {
  const {settings} = version
  return {
    FunctionName: entity.name,
    FunctionArn: arn,
    Runtime: settings.runtime,
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: version.code.length,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    LastModified: lastModified(version.lastModifiedAt),
    CodeSha256: version.codeSha256,
    Version: version.version,
    ...optionalSettings(version),
    TracingConfig: {Mode: settings.tracingMode},
    RevisionId: version.revisionId,
    PackageType: 'Zip',
    Architectures: [settings.architecture],
    EphemeralStorage: {Size: settings.ephemeralStorageMb},
    SnapStart: {ApplyOn: 'None', OptimizationStatus: 'Off'},
    LoggingConfig: loggingConfig(version),
  }
}

/** What the operations on one function show. `fresh`: the answer to the change itself, which is never finished. */
export function fullConfiguration(
  entity: FunctionEntity,
  version: FunctionVersion,
  options: {readonly arn: string; readonly now: number; readonly fresh?: boolean},
): Record<string, unknown> {
  const settling = options.fresh === true || isSettling(version, options.now)
  return {
    ...listedConfiguration(entity, version, options.arn),
    RevisionId: settling ? version.settling.revisionId : version.revisionId,
    RuntimeVersionConfig: {RuntimeVersionArn: runtimeVersionArn(entity.region, version.settings.runtime)},
    ...states(version, settling),
  }
}

function states(version: FunctionVersion, settling: boolean): Record<string, unknown> {
  if (!settling) return {State: 'Active', LastUpdateStatus: 'Successful'}
  if (version.settling.of === 'creation') {
    return {State: 'Pending', StateReason: 'The function is being created.', StateReasonCode: 'Creating'}
  }
  return {
    State: 'Active',
    LastUpdateStatus: 'InProgress',
    LastUpdateStatusReason: 'The function is being created.',
    LastUpdateStatusReasonCode: 'Creating',
  }
}

function optionalSettings({settings}: FunctionVersion): Record<string, unknown> {
  const {variables, layers, kmsKeyArn, deadLetterTargetArn, vpc} = settings
  return {
    ...(variables === undefined ? {} : {Environment: {Variables: variables}}),
    ...(layers.length === 0 ? {} : {Layers: layers.map(Arn => ({Arn, CodeSize: 0}))}),
    ...(kmsKeyArn === undefined ? {} : {KMSKeyArn: kmsKeyArn}),
    ...(deadLetterTargetArn === undefined ? {} : {DeadLetterConfig: {TargetArn: deadLetterTargetArn}}),
    ...(vpc === undefined ? {} : {VpcConfig: {SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds}}),
  }
}

function loggingConfig({settings: {logging}}: FunctionVersion): Record<string, unknown> {
  if (logging.format === 'Text') return {LogFormat: 'Text', LogGroup: logging.group}
  return {
    LogFormat: 'JSON',
    ApplicationLogLevel: logging.applicationLevel,
    SystemLogLevel: logging.systemLevel,
    LogGroup: logging.group,
  }
}

/** One for each region and runtime, as AWS has them. */
export function runtimeVersionArn(region: string, runtime: string): string {
  return `arn:aws:lambda:${region}::runtime:${createHash('sha256').update(runtime).digest('hex')}`
}
