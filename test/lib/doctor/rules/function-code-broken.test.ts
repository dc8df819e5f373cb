import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {anInvocation, withLog} from '../support/history.ts'
import {functionCodeBroken} from '../../../../src/lib/doctor/rules/function-code-broken.ts'
import {aFunction, MINUTE, NOW, stuckFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(functionCodeBroken, {
  healthy: stuckFacts(),
  broken: stuckFacts(
    {},
    {
      log: withLog([
        anInvocation({failure: {kind: 'cannot-load', text: 'Runtime.ImportModuleError: the code cannot be loaded'}}),
      ]),
    },
  ),
  fixed: stuckFacts(
    {},
    {
      log: withLog([
        anInvocation({failure: {kind: 'cannot-load', text: 'Runtime.ImportModuleError: the code cannot be loaded'}}),
      ]),
      function: known(aFunction({lastModifiedAt: NOW - MINUTE})),
    },
  ),
  unknown: stuckFacts({}, {log: unknown('denied', 'logs:FilterLogEvents')}),
  says: /Runtime.ImportModuleError/,
})
