/** Words of a page that no code knows. */
export interface Recipe {
  /** Where the transcript comes from, in one sentence. */
  readonly scene: string
  /** What the command changes, and how that is undone. */
  readonly changes: string
  /** Exit codes that matter here. */
  readonly exits: string
  /** What to think of before it is typed. */
  readonly mind?: string
  /** Links to other pages. */
  readonly more?: string
}

const NIGHT = 'A night on call on the embedded AWS; the same fleet as in the README.'
const NOTHING = 'Nothing.'
const DECLINED = '3 when the question is declined or the state forbids it: then nothing has changed.'
const REHEARSALS = '[rehearsals](../rehearsals.md)'
const JOURNAL = '[the journal](../journal.md)'

/** By command id. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  status: {
    scene: `${NIGHT} First the fleet, then one secret.`,
    changes: `${NOTHING} No value is read, but with \`--read-values\`.`,
    exits: '0 whenever it could look, whatever it saw; 3 with `--fail-on`; 5 when it may not even list.',
    mind: 'A verdict of the fleet rests on labels, schedule and events. `healthy` does not prove that a value works: only the target can, and only `doctor` asks it.',
  },
  versions: {
    scene: `${NIGHT} The versions of the stuck secret, then what is different between two of them.`,
    changes: `${NOTHING} \`--reveal\` shows a value, which the journal keeps without the value.`,
    exits: '2 for `--reveal` with `--json` or without a terminal; 3 when its question is declined.',
    mind: '`--diff` and `--reveal` read values (GetSecretValue), which CloudTrail records. `--reveal` prints the bare value alone on stdout, after a question that no flag answers.',
  },
  history: {
    scene: NIGHT,
    changes: `${NOTHING} No value is read.`,
    exits: '0 when it could look; 130 at the end of `--follow`.',
    more: '[what it reads and recognises](../history.md)',
  },
  policy: {
    scene: 'For one secret and one function.',
    changes: `${NOTHING} AWS is not asked.`,
    exits: '2 for a command that there is not.',
    mind: 'It is what the command *may* call. Conditions of your own (tags, MFA, source addresses) are for you to add.',
  },
  doctor: {
    scene: `${NIGHT} Consumers are refused, because setSecret has changed the password and AWSCURRENT was never moved. Times of the probe are left out.`,
    changes:
      'Nothing without `--fix`. With it: labels, and where a finding says so a step that is sent to the function, a permission, a schedule or an access key. Each repair shows its calls and its own undo, or why there is none; label moves come back with `secrot undo RUN`.',
    exits: '3 while a finding at or above `--fail-on` is open, after a repair too; 5 when nothing could be read.',
    mind: 'Without `--probe` or `--target` nobody knows which value the target takes, and repairs that depend on it are not offered. Using them is consent to read the values that are asked about.',
    more: '[how it decides](../doctor.md), [its checks](../doctor-rules.md), [probes](../probes.md)',
  },
  apply: {
    scene: `${NIGHT} A colleague has written the plan; it is carried out because a fresh diagnosis arrives at the same one. Measured times are left out.`,
    changes: 'What `doctor --fix` would change, and nothing else; undone in the same way.',
    exits: '3 when the state has moved since (`STATE_CHANGED`), when the plan is too old, and while a finding is open.',
    mind: 'A plan file holds no command that is executed. Probe, profile and endpoint are given anew with `apply`; a link, an unknown field, another account or partition is refused.',
    more: '[doctor](doctor.md), [what a plan may hold](../security-model.md#plan-files)',
  },
  enable: {
    scene: `${NIGHT} The rotation had been cancelled half a year ago, so there is one question more.`,
    changes:
      'RotateSecret: function, schedule and, unless `--later`, a first rotation at once. With `--grant` a statement on the function. Undone by `secrot disable SECRET`, or `secrot undo RUN`.',
    exits: DECLINED,
    mind: 'The first rotation starts at once unless you say `--later`; even then AWS runs testSecret once, on a copy of the value. A schedule cannot be changed while AWSPENDING is on a version that is not current: `doctor` first.',
  },
  disable: {
    scene: NIGHT,
    changes:
      'CancelRotateSecret. AWS keeps function and schedule: `secrot enable SECRET --restore` takes them up again, as does `secrot undo RUN`.',
    exits: DECLINED,
    mind: 'A rotation that is under way is cut off where it stands; AWSPENDING may stay, and its value may be live at the target. It is said before.',
  },
  grant: {
    scene: `${NIGHT} The permission was removed before.`,
    changes:
      'One statement in the policy of the function: AddPermission, with `--revoke` RemovePermission. Undone by `--revoke STATEMENT`, or `secrot undo RUN`.',
    exits: DECLINED,
    mind: 'Without `--secret` every secret of your account may use the function. A new permission takes a minute or two to be known everywhere.',
  },
  deploy: {
    scene: 'A new secret with a value that Secrets Manager draws, on the embedded AWS.',
    changes:
      'What is missing of a deployment, and nothing that is there: CreateSecret, or TagResource on a secret that exists, whose value is not touched; CreateLogGroup and PutRetentionPolicy; CreateRole and PutRolePolicy; CreateFunction, UpdateFunctionCode or UpdateFunctionConfiguration; AddPermission; RotateSecret. Each shows what takes it back.',
    exits: `${DECLINED} Also 3 for a function, role or rotation of that name that is of somebody else and where one of many users is left out, and 1 in a clone where no package is built.`,
    mind: 'A new secret holds a placeholder until its first rotation: `--now` starts that at once, and nothing else does. Interrupted, the same command goes on where it stopped. With `--adopt` the function before stays, and the command that goes back to it is printed. Without `--secret`, `--user`, `--users` and `--user-tag` give each user a secret of its own under `--prefix`; a user who is not named any more loses the rotation only, and no secret or key.',
    more: '[what it makes and guarantees](../deploy.md), [many users](../deploy.md#many-users-one-function), [templates](../deploy-templates.md), [rotators](../rotators/index.md)',
  },
  destroy: {
    scene: 'What `deploy` has made, on the embedded AWS.',
    changes:
      'CancelRotateSecret on each secret that rotates with the function, RemovePermission, DeleteFunction, DeleteRolePolicy, DeleteRole; with `--logs` DeleteLogGroup. No secret, no version, no key. `secrot deploy` makes it all again.',
    exits: `${DECLINED} Also 3 while a rotation is under way, and for a function or role that \`deploy\` did not make.`,
    mind: 'The credentials stay as they are, and nobody replaces them any more.',
    more: '[deploying](../deploy.md)',
  },
  notify: {
    scene: `${NIGHT} The first secret, then what is set up.`,
    changes:
      'A topic and its subscriptions, a log group, a role and a function, a rule and its target: what is missing of them. With `--remove` the pattern of the rule; with its last secret the rule, the function and its role go, the log group stays, and so does the topic unless its ARN is allowed. Each change shows its own undo.',
    exits: DECLINED,
    mind: 'AWS sends events of failed and abandoned rotations through CloudTrail alone: without a trail that logs they are not told, which is said each time. `--on` holds for all secrets of the rule. Of a topic that is encrypted with a key of your own the role of the function needs that key too; `--test` shows whether it has it.',
    more: '[why a function](../decisions/2026-11-29-a-function-tells-of-rotations.md)',
  },
  rotate: {
    scene: NIGHT,
    changes:
      'RotateSecret starts a rotation; what the function does at the target is its own. Back: `secrot rollback SECRET`, while the target takes the old value. `--compromised` then ends the old credential, which does not come back: [retire](retire.md).',
    exits:
      '0 succeeded; 3 failed, abandoned, cancelled or declined; 4 not finished within `--timeout`; 130 left by Ctrl-C, while AWS goes on.',
    mind: 'Without `--watch` it ends once the rotation has started. A failed attempt is no verdict: AWS tries again.',
    more: '[many secrets](../rotate-many.md)',
  },
  watch: {
    scene: `${NIGHT} Somebody else has started it.`,
    changes: `${NOTHING} \`d\` or Ctrl-C leaves it, and the rotation goes on.`,
    exits: '0 succeeded; 3 failed, abandoned or cancelled; 4 not finished within `--timeout`; 130 left.',
  },
  step: {
    scene: 'A rotation that AWS has given up, in a terminal: setSecret, testSecret fails, again, finishSecret.',
    changes:
      'What the function does in the step that is sent. finishSecret moves AWSCURRENT: back with `secrot rollback SECRET`. What setSecret changed at the target cannot be undone from here.',
    exits: '3 when a step failed or nothing was sent; 130 at Ctrl-C, while the function may go on.',
    mind: 'A step that is sent by hand has no RotationToken and your identity. setSecret and finishSecret to a function without a [rehearsal](../rehearsals.md) that went well want `--trust-handler CODESHA256`.',
  },
  rehearse: {
    scene:
      'A function that rotates a random text and forgets `VersionStages` when it stores it, which makes the value AWSCURRENT at once. Two items of the contract, on a seed; without `--only` all of them are judged. The note on what network the machine gives it is left out.',
    changes:
      'Nothing but the record of a whole rehearsal in the state folder of this machine. The function runs in a sandbox; AWS is asked for `--function` alone (lambda:GetFunction).',
    exits:
      '3 when an item at or above `--fail-on` (high) fails, and when the function cannot be loaded; 4 when `--timeout` was up before all was played; 1 when the sandbox failed; 5 with `--function` only.',
    mind: "The function is kept from your credentials and from other machines. That guards against accidents, not against malice: rehearse strangers' code where you would run it.",
    more: '[what is played and judged](../rehearse.md), [rehearsals](../rehearsals.md)',
  },
  rollback: {
    scene: `${NIGHT} There is no target that could be asked, so \`--unproven\` says that this is known.`,
    changes:
      'AWSCURRENT goes back to the previous version; the newer one is AWSPREVIOUS and keeps a label of its own. Back: `secrot rollback SECRET` again, or `secrot undo RUN`.',
    exits:
      '3 when the target rejects the old value, nobody could be asked, or the question is declined: nothing has changed.',
    mind: 'Nothing changes at the target. If that takes only the newer value, going back breaks its consumers: give `--probe` or `--target`, and it is asked before and afterwards.',
    more: '[probes](../probes.md)',
  },
  put: {
    scene: `${NIGHT} A token that a partner has sent by other means.`,
    changes:
      'A new version under a label of its own; once the target takes it, one call moves AWSCURRENT. Back: `secrot rollback SECRET`, or `secrot undo RUN`.',
    exits:
      '2 for a value in an argument; 3 while a rotation is under way, when the target rejects the value, or declined.',
    mind: 'The value comes from the prompt, a file or standard input, never from an argument. `--field` changes one member of a JSON value and keeps the others.',
    more: '[probes](../probes.md)',
  },
  retire: {
    scene: 'A key that was replaced some weeks ago, and that nobody has used since.',
    changes:
      'An access key of IAM is disabled, and deleted after `--wait`; an API key of AppSync gets the earliest end that AppSync takes, or is deleted with `--compromised`. What is disabled or ends soon comes back with `secrot undo RUN`; what is deleted does not.',
    exits:
      '3 when it may be in use, when the current credential is not proven to work, or when the question is declined; 2 where nobody can answer it.',
    mind: 'It reads the values of all labelled versions to know which of them hold the key. Last use as IAM tells it may lag by hours; the trail is read for 24 hours, in the region of the secret and where IAM writes its own calls down. AppSync tells neither, so there counts how long ago the key was replaced. `--yes` does not answer its question: the name is typed, or `--allow retire:LAST4` names the key.',
    more: JOURNAL,
  },
  journal: {
    scene: 'Four runs of one night, one of them cut off.',
    changes: `${NOTHING} Files of this machine are read.`,
    exits: '1 for a run that is not there.',
    more: JOURNAL,
  },
  'journal:resume': {
    scene: 'The process was killed after its call was sent and before the answer was written down.',
    changes: 'What the command of the run changes, planned afresh. Undone as that command is.',
    exits: 'That of the command that is run again; 3 when declined.',
    more: JOURNAL,
  },
  'journal:close': {
    scene: 'The process was killed after its last call.',
    changes: 'The journal alone: the run counts as ended and is not offered any more.',
    exits: '3 when declined.',
    more: JOURNAL,
  },
  'journal:prune': {
    scene: 'An hour later.',
    changes: 'Files of the journal are removed. That is not undone, and neither can those runs be.',
    exits: '3 when declined.',
    more: JOURNAL,
  },
  rotators: {
    scene: 'As secrot is published: with packages, and the records of their rehearsals.',
    changes: `${NOTHING} Files of secrot itself are read; AWS is not asked.`,
    exits: '1 when a file that comes with secrot is damaged.',
    mind: 'What stands in braces is filled in when a function is deployed. A rotator of your own is one file: [rotators](../rotators/index.md).',
    more: '[rotators](../rotators/index.md), [rehearsals](../rehearsals.md)',
  },
  'rehearsal:list': {
    scene: 'Two functions were rehearsed; one of them writes a secret into its log.',
    changes: `${NOTHING} Files of this machine are read.`,
    exits: '1 for a folder that belongs to another user or that others may write to.',
    more: REHEARSALS,
  },
  'rehearsal:export': {
    scene: 'All records.',
    changes: 'The file that `--out` names, which only you may read. Nothing in AWS.',
    exits: '1 where there is no such record; 2 where a file is there already, without `--force`.',
    more: REHEARSALS,
  },
  'rehearsal:import': {
    scene: 'A file from a colleague.',
    changes: 'Records in the state folder of this machine. Nothing in AWS.',
    exits: '2 for a file that is refused or holds anything but records; 3 when declined.',
    mind: 'A record decides what `step` and `doctor` send to a function without `--trust-handler`: import what you would have trusted by its digest.',
    more: REHEARSALS,
  },
  undo: {
    scene: 'Taking back a `secrot disable`.',
    changes:
      'Labels, schedules and permissions go back to where they were before the run. An undo is a run too, and can be undone.',
    exits: '3 when something outside forbids a part of it, or declined.',
    mind: 'It knows nothing of the target: that AWSCURRENT goes back to a value nobody asked about is a question of its own (`--allow target-not-asked`).',
    more: JOURNAL,
  },
  menu: {
    scene: `${NIGHT} Esc leaves.`,
    changes: `${NOTHING} What is chosen is run as if it had been typed, and asks as it always does.`,
    exits: '0 when left by Esc; else that of the command that was chosen; 2 without a terminal.',
  },
  completion: {
    scene: 'The beginning of what it prints.',
    changes: `${NOTHING} You put it where your shell finds it.`,
    exits: '2 for a shell that it does not know.',
    mind: 'Commands and flags are those of the version that printed it.',
  },
  demo: {
    scene: 'Recorded once in a pipe, where it goes straight through; durations and ids differ each time.',
    changes: 'Only its own sandbox, which ends with it.',
    exits: '0 at the end; 130 at Ctrl-C.',
    mind: 'The function of its logins was [rehearsed](../rehearse.md) as it is deployed, and its record comes with the program; the one that rotates the access key has the defect that the tour shows, and no record.',
    more: '[the sandbox](../sandbox.md)',
  },
  'sandbox:start': {
    scene: 'Recorded once; port and credentials differ each time.',
    changes: 'With `--state` the files of that folder.',
    exits: '1 when the port is taken; 130 at Ctrl-C.',
    more: '[the sandbox](../sandbox.md)',
  },
  'sandbox:run': {
    scene: 'Recorded once, on the fleet of the demo.',
    changes: 'Nothing outside the sandbox: the command cannot reach the real AWS.',
    exits: 'That of the command; 128 + n when a signal ended it.',
    more: '[the sandbox](../sandbox.md)',
  },
  'sandbox:load': {
    scene: 'Recorded once, on a sandbox that runs in another terminal.',
    changes: 'All that is in the running sandbox is replaced.',
    exits: '1 when no sandbox runs; 2 for a scenario that there is not.',
    more: '[the sandbox](../sandbox.md)',
  },
  'sandbox:reset': {
    scene: 'Recorded once, on a sandbox that runs in another terminal.',
    changes: 'All that is in the running sandbox is gone.',
    exits: '1 when no sandbox runs.',
    more: '[the sandbox](../sandbox.md)',
  },
}
