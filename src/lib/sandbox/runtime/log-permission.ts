import type {Principal, World} from '../kernel.ts'
import type {RunnableFunction} from './function.ts'

/**
 * Lambda writes a function's log with the function's role, which needs logs:CreateLogStream and logs:PutLogEvents, and
 * logs:CreateLogGroup where the group is not there yet. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
 */
export function mayWriteLog(world: World, fn: RunnableFunction, principal: Principal | undefined): boolean {
  if (!world.switches.logsNeedPermission) return true
  if (principal === undefined) return false
  const {accountId, region, logging} = fn
  const group = `arn:aws:logs:${region}:${accountId}:log-group:${logging.group}`
  const may = (action: string, resource: string) => world.identities.authorize(principal, {action, resource}).allowed
  const stream = `${group}:log-stream:`
  if (!may('logs:CreateLogStream', stream) || !may('logs:PutLogEvents', stream)) return false
  return world.logs.hasGroup(accountId, region, logging.group) || may('logs:CreateLogGroup', stream)
}
