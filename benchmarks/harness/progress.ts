const startedAt = performance.now()

export const elapsedSeconds = (): number => (performance.now() - startedAt) / 1_000

/** A line of progress with the time since the start; results go to standard output, this does not. */
export function say(line: string): void {
  process.stderr.write(`[${elapsedSeconds().toFixed(0).padStart(5)} s] ${line}\n`)
}

/** A line that is written over by the next one where somebody watches. */
export function sayMeanwhile(line: string): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r\u001b[2K[${elapsedSeconds().toFixed(0).padStart(5)} s] ${line}\r`)
}
