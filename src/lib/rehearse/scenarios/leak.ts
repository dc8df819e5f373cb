import type {Plan, Scenario} from '../item.ts'
import type {RotationResult, StepResult} from '../observation.ts'
import {everyAttempt, plainCalls, struckStep} from '../struck-step.ts'

/** Variables by which people ask for more lines, and what the libraries behind them write then. */
const ASKED = {
  LOG_LEVEL: 'DEBUG',
  LOGLEVEL: 'DEBUG',
  POWERTOOLS_LOG_LEVEL: 'DEBUG',
  DEBUG: '*',
  BOTO_LOG_LEVEL: 'DEBUG',
}

/**
 * R with the lowest log level: the usual variables, and Lambda's own level, which it sets in the runtime of the function.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export const debugLogging: Scenario<RotationResult> = {
  name: 'leak/debug',
  async play(bench) {
    const FunctionName = bench.functionArn
    const {Environment} = (await bench.call('lambda', 'GetFunctionConfiguration', {FunctionName})) as {
      Environment?: {Variables?: Record<string, string>}
    }
    await bench.call('lambda', 'UpdateFunctionConfiguration', {
      FunctionName,
      Environment: {Variables: {...Environment?.Variables, ...ASKED}},
      LoggingConfig: {LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG', SystemLogLevel: 'DEBUG'},
    })
    return bench.rotate()
  },
}

/** Each call of the undisturbed rotation refused, with all that was asked in the text of the error. */
export function echoes(plan: Plan): readonly Scenario<StepResult | undefined>[] {
  return plainCalls(plan).map(one => ({
    name: `leak/echo/${one.step}/${one.call}`,
    group: 'leak/echo',
    play: bench => struckStep(bench, one.step, [{kind: 'access-denied', echo: true, ...everyAttempt(one, plan)}]),
  }))
}
