import { fork } from "node:child_process"
import path from "node:path"

export interface JobOrder {
  url: string
  job: "expire" | "verify"
  /** The moment that the job is run for. */
  at: string
  /** After this long the job stops where it is; null where it runs to its end. */
  secondsMax: number | null
}

export interface JobReport {
  /** Accounts that were expired, entries that were proved. */
  done: number
  /** Whether everything was done within the time. */
  finished: boolean
  seconds: number
  callsMs: number[]
  /** Resident memory after connecting and resting, and the most that was seen during the job. */
  idleBytes: number
  peakBytes: number
}

/** The jobs of a run, for the measure of their memory. */
export type MemorySeen = { job: string; report: JobReport }[]

/** Runs the job in a process of its own, where nothing else takes memory. */
export async function runJob(order: JobOrder): Promise<JobReport> {
  const child = fork(path.join(__dirname, "worker.ts"))
  const end = (): void => void child.kill("SIGKILL")
  process.once("exit", end)
  try {
    return await new Promise<JobReport>((resolve, reject) => {
      child.once("message", (answer: JobReport | { failed: string }) => {
        if ("failed" in answer) reject(new Error(answer.failed))
        else resolve(answer)
      })
      child.once("error", reject)
      child.once("exit", (code) => {
        reject(new Error(`The job ${order.job} ended with ${code} before it was done.`))
      })
      child.send(order)
    })
  } finally {
    process.removeListener("exit", end)
  }
}
