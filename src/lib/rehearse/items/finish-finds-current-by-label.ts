import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {Observation} from '../observation.ts'
import {customLabelFirst, labelsShuffled, pendingOnCurrent, versionsPaged, type Labelled} from '../scenarios/labels.ts'
import {resultOf, unreached, wrongLabels} from '../step-facts.ts'

export const finishFindsCurrentByLabel: Item = {
  id: 'finish-finds-current-by-label',
  class: 'finishSecret',
  severity: 'critical',
  rule: 'The holder is found whatever the order and number of labels and versions',
  hint: 'Search all labels of all versions; no index 0, no counting of versions',
  kinds: 'any',
  cases: () =>
    [labelsShuffled, customLabelFirst, pendingOnCurrent, versionsPaged].map(scenario => judged(scenario, judgeFinish)),
}

function judgeFinish({facts: {rotation, before, after}}: Observation<Labelled>): CaseVerdict {
  const finish = resultOf(rotation, 'finishSecret')
  if (finish === undefined) return unreached(rotation, 'finishSecret')
  if (!finish.ok) return fail('finishSecret finds the version that holds AWSCURRENT', 'it failed')
  return wrongLabels(before, after, rotation.token) ?? pass
}
