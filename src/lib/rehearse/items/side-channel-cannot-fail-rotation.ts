import {fail, judged, pass, type Item} from '../item.ts'
import {struckIn} from '../scenarios/denied.ts'
import {sideChannelFailures} from '../scenarios/side-channel.ts'
import {isMessage} from '../side-channels.ts'
import {namesCode, namesOperation, toldBy} from '../told.ts'

export const sideChannelCannotFailRotation: Item = {
  id: 'side-channel-cannot-fail-rotation',
  class: 'errors',
  severity: 'medium',
  rule: 'Failing mail, topic or metric changes neither result nor labels',
  hint: 'Catch there and only there',
  kinds: 'any',
  cases: plan =>
    plan.plain.observation.seen.some(isMessage)
      ? sideChannelFailures.map(scenario =>
          judged(scenario, ({facts}) => {
            const step = facts.steps.find(result => struckIn(result).length > 0)
            const [call] = step === undefined ? [] : struckIn(step)
            if (step === undefined || call === undefined) return pass
            if (!facts.ok) {
              const observed = `${call.operation} failed, and ${facts.failed?.step ?? 'the rotation'} with it`
              return fail('a message that cannot be sent changes nothing of the rotation', observed)
            }
            const text = toldBy(step)
            const isSaid = namesCode(text, call.error) || namesOperation(text, call)
            return isSaid ? pass : fail(`a line of the log tells that ${call.operation} failed`, 'no line does')
          }),
        )
      : [],
}
