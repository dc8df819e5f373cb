import {fail, judged, pass, type Item} from '../item.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {resultOf, unreached} from '../step-facts.ts'

export const setReadsItsVersion: Item = {
  id: 'set-reads-its-version',
  class: 'setSecret',
  severity: 'critical',
  rule: 'It reads VersionId = token with stage AWSPENDING, not the default',
  hint: 'The default is AWSCURRENT',
  kinds: ['rep', 'alt', 'add'],
  cases: ({kind}) => [
    judged(plainRotation, ({facts}) => {
      const set = resultOf(facts, 'setSecret')
      if (set === undefined) return unreached(facts, 'setSecret')
      const reads = set.calls.filter(({operation}) => operation === 'GetSecretValue').map(({input}) => input)
      // A credential that works from its creation on needs no setSecret.
      if (reads.length === 0 && kind === 'add') return pass
      const own = reads.some(({VersionId, VersionStage}) => VersionId === facts.token && VersionStage === 'AWSPENDING')
      if (own) return pass
      const named = reads.map(input =>
        Object.keys(input)
          .filter(name => name.startsWith('Version'))
          .join(' and '),
      )
      const observed =
        reads.length === 0 ? 'it read no version' : `it named ${named.map(what => what || 'none').join('; ')}`
      return fail('setSecret reads the version of its token with stage AWSPENDING', observed)
    }),
  ],
}
