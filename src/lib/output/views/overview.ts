import type {FirstLook} from '../../operations/overview.ts'
import type {FleetStatus} from '../../operations/status-result.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import type {View} from '../view.ts'
import {hanging} from '../width.ts'
import {momentsOf} from './moments.ts'
import {fleetSummary, whyText} from './status-fleet.ts'
import {verdictText} from './verdict-words.ts'

export interface Overview {
  readonly fleet: FleetStatus
  readonly looks: readonly FirstLook[]
}

/** Counts by verdict and what to look at first: what stands above the menu. */
export const overviewView: View<Overview> = ({fleet, looks}, options) => {
  const times = momentsOf(options)
  const first = looks.flatMap(({line, command}) => [
    hanging(
      `${verdictText(line.verdict, options.theme)}  `,
      `${visible(line.name)}: ${whyText(line, times)}`,
      options.columns,
    ),
    `  ${shellCommand(command)}`,
  ])
  const nothing = fleet.lines.length === 0 ? [] : ['Nothing wants a look first.']
  return [...fleetSummary(fleet, times, options), '', ...(first.length === 0 ? nothing : first), ''].join('\n')
}
