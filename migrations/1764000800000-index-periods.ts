import type { MigrationInterface, QueryRunner } from "typeorm"

/**
 * What happened in a period, without a walk through all of history. Entries and accounts lie in the order in which they came
 * about, so a summary of each stretch of the table is enough: it takes a few pages, and a posting writes none of it until its
 * stretch is full.
 */
export class IndexPeriods1764000800000 implements MigrationInterface {
  name = "IndexPeriods1764000800000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index ix_loyalty_entry_occurred on loyalty_entry using brin (occurred_at) with (pages_per_range = 32, autosummarize = on)
    `)
    await runner.query(`
      create index ix_loyalty_account_created on loyalty_account using brin (created_at) with (pages_per_range = 32, autosummarize = on)
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index ix_loyalty_account_created`)
    await runner.query(`drop index ix_loyalty_entry_occurred`)
  }
}
