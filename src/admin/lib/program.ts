import { useSearchParams } from "react-router-dom"
import { useApi } from "./queries"
import type { ProgramView } from "./types"

const param = "program_id"

/** The store's programs, and the one that the screen is about: the address's, otherwise the default one. */
export function useProgram() {
  const [params, setParams] = useSearchParams()
  const query = useApi<{ programs: ProgramView[] }>("/admin/loyalty/programs")
  const programs = query.data?.programs ?? []
  const wanted = params.get(param)
  const program =
    programs.find(({ id }) => id === wanted) ?? programs.find((one) => one.is_default) ?? programs[0]
  const choose = (id: string) => {
    setParams((before) => {
      const next = new URLSearchParams(before)
      next.set(param, id)
      return next
    })
  }
  return { query, programs, program, choose }
}

/** The program of an account or an order. */
export function useProgramOf(id: string | undefined): ProgramView | undefined {
  const { data } = useApi<{ programs: ProgramView[] }>("/admin/loyalty/programs")
  return data?.programs.find((program) => program.id === id)
}
