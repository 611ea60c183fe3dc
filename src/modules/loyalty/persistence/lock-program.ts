import type { EntityManager } from "typeorm"
import { LoyaltyError } from "../domain/errors"
import { ProgramSchema, type ProgramRow } from "./program.schema"

/**
 * The program, whose rules and offers nobody else changes until the transaction ends. Weaker than what changes the terms
 * takes: who joins the program meanwhile need not wait. Throws `program_not_found`.
 */
export async function lockProgram(manager: EntityManager, id: string): Promise<ProgramRow> {
  const program = await manager.findOne(ProgramSchema, {
    where: { id },
    lock: { mode: "for_no_key_update" },
  })
  if (program === null) throw new LoyaltyError("program_not_found")
  return program
}
