import { commandOf, parentOf } from "./processes"

const lookEveryMs = 1_000
const shells = /^(\S*\/)?(ba|da|z)?sh\s/

/**
 * Calls back when what started the demo is gone without a word. A signal sent to npm alone ends npm, perhaps its shell,
 * and reaches nobody below; a store that stays behind would hold its port and its data.
 */
export function onStarterGone(react: () => void): void {
  const startedByNpm = Boolean(process.env.npm_lifecycle_event) && process.platform !== "win32"
  if (!startedByNpm) return
  const runner = process.ppid
  const shell = parentOf(runner)
  const npm = shells.test(commandOf(shell)) ? parentOf(shell) : null
  setInterval(() => {
    const orphaned = process.ppid !== runner || parentOf(runner) !== shell
    if (orphaned || (npm !== null && parentOf(shell) !== npm)) react()
  }, lookEveryMs).unref()
}
