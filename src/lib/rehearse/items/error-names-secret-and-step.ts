import {fail, judged, pass, type Item} from '../item.ts'
import {denied, disturbedStep, struckIn} from '../scenarios/denied.ts'

export const errorNamesSecretAndStep: Item = {
  id: 'error-names-secret-and-step',
  class: 'errors',
  severity: 'low',
  rule: 'Secret id and step are in the error',
  hint: 'Add both to the message',
  kinds: 'any',
  cases: plan =>
    denied(plan).map(scenario =>
      judged(scenario, observation => {
        const result = disturbedStep(observation)
        if (result?.end !== 'failed' || struckIn(result).length === 0) return pass
        const message = result.error?.message ?? ''
        const missing = [
          ...(namesSecret(message, observation.secretArn) ? [] : ['the secret']),
          ...(message.includes(result.step) ? [] : ['the step']),
        ]
        if (missing.length === 0) return pass
        return fail('the error names the secret and the step', `it does not name ${missing.join(' and ')}`)
      }),
    ),
}

/** Its ARN, or its name as a word of its own. */
function namesSecret(message: string, arn: string): boolean {
  const name = (arn.split(':secret:')[1] ?? arn).replace(/-[A-Za-z0-9]{6}$/, '')
  const word = new RegExp(`(?<![\\w/+=.@-])${name.replaceAll(/[.+]/g, String.raw`\$&`)}(?![\\w/+=@-])`)
  return message.includes(arn) || word.test(message)
}
