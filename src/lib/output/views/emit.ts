import type {Emitted} from '../../operations/emit.ts'
import type {View} from '../view.ts'
import type {DeployJson} from './deploy.ts'

/** The answer of `deploy --emit --json`: that of a deployment of which nothing was made. */
export function emitJson({deployment, format, text, codeSha256, notes}: Emitted): DeployJson {
  const {name, rotator, secrets} = deployment
  return {
    outcome: 'emitted',
    name,
    rotator: rotator.name,
    functionArn: null,
    codeSha256: codeSha256 ?? null,
    secrets: secrets.map(secret => ({name: secret.name, arn: secret.arn ?? null})),
    placeholder: secrets.some(({arn}) => arn === undefined),
    started: false,
    rotationOff: false,
    former: null,
    network: null,
    mail: {notYet: [], quota: null},
    changes: [],
    emitted: {format, text, notes},
    prefix: null,
    roleAllows: null,
    users: [],
  }
}

/** The text alone, to be kept in a file. */
export const emitView: View<Emitted> = ({text}) => text.trimEnd()
