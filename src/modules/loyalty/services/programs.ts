import { generateEntityId } from "@medusajs/framework/utils"
import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import { defaultTerms, type ProgramTerms } from "../domain/program"
import { ProgramSchema, type ProgramRow } from "../persistence/program.schema"
import { programOptions, programWith, termsWith, type ProgramSettings } from "../program-settings"
import type { LoyaltyModuleOptions, UnitNames } from "../types/options"
import { parse } from "../validation"

const defaultUnitNames: UnitNames = {
  en: { one: "point", other: "points" },
  ru: { one: "балл", few: "балла", many: "баллов", other: "балла" },
}

/** The programs' settings. Every change of terms raises the version; orders keep the terms they were placed under. */
export class Programs {
  private readonly database: LoyaltyDatabase
  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** Makes the store's program from the plugin's options, once: later starts leave it as the owner has set it. */
  async ensureDefault(options: LoyaltyModuleOptions): Promise<void> {
    const settings = parse(programOptions, options.program ?? {})
    const {
      handle = "default",
      name = "Loyalty",
      unit_names = defaultUnitNames,
      joining = "automatic",
    } = settings
    const terms = termsWith(settings, {
      ...defaultTerms,
      precision: settings.precision ?? defaultTerms.precision,
    })
    await this.database.query(
      `insert into loyalty_program (id, handle, name, unit_names, joining, is_default, sales_channel_ids, terms, starts_at)
       select $1, $2, $3, $4, $5, true, $6, $7, coalesce($8, now())
       where not exists (select from loyalty_program where is_default or handle = $2)
       on conflict do nothing`,
      [
        generateEntityId("", "lprog"),
        handle,
        name,
        unit_names,
        joining,
        settings.sales_channel_ids ?? [],
        terms,
        settings.starts_at ?? null,
      ],
    )
  }

  async list(): Promise<ProgramRow[]> {
    return await this.database.manager((manager) =>
      manager.find(ProgramSchema, { order: { createdAt: "asc", id: "asc" } }),
    )
  }

  /** Throws `program_not_found`. */
  async retrieve(id: string): Promise<ProgramRow> {
    const program = await this.database.manager((manager) => manager.findOneBy(ProgramSchema, { id }))
    if (program === null) throw new LoyaltyError("program_not_found")
    return program
  }

  /** The terms that an order or a redemption was made under. Throws `program_not_found`. */
  async termsOf(termsId: number): Promise<ProgramTerms> {
    const [row] = await this.database.query<{ terms: ProgramTerms }>(
      `select terms from loyalty_program_terms where id = $1`,
      [termsId],
    )
    if (row === undefined) throw new LoyaltyError("program_not_found")
    return row.terms
  }

  /** The program that names the sales channel, otherwise the store's default. Throws `program_not_found`. */
  async forSalesChannel(salesChannelId: string | null): Promise<ProgramRow> {
    const program = await this.database.manager((manager) =>
      manager
        .createQueryBuilder(ProgramSchema, "program")
        .where("program.isDefault or :channel = any(program.salesChannelIds)", {
          channel: salesChannelId ?? "",
        })
        .orderBy("program.isDefault", "ASC")
        .addOrderBy("program.id", "ASC")
        .limit(1)
        .getOne(),
    )
    if (program === null) throw new LoyaltyError("program_not_found")
    return program
  }

  /** Throws `program_not_found`, and `invalid_request` where the settings do not fit together. */
  async update(id: string, settings: ProgramSettings): Promise<ProgramRow> {
    return await this.database.transaction(async (manager) => {
      const program = await manager.findOne(ProgramSchema, {
        where: { id },
        lock: { mode: "pessimistic_write" },
      })
      if (program === null) throw new LoyaltyError("program_not_found")
      const { name, unitNames, joining, salesChannelIds, startsAt, version, terms } = programWith(
        settings,
        program,
      )
      await manager.update(
        ProgramSchema,
        { id },
        { name, unitNames, joining, salesChannelIds, startsAt, version, terms },
      )
      return await manager.findOneByOrFail(ProgramSchema, { id })
    })
  }
}
