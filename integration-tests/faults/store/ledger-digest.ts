import { Client } from "pg"

export type Digest = Record<string, string>

/** One word for all that each of the plugin's tables holds: equal before and after means that nothing has changed. */
export class LedgerDigest {
  private constructor(
    private readonly client: Client,
    private readonly question: string,
  ) {}

  static async of(databaseUrl: string): Promise<LedgerDigest> {
    const client = new Client({ connectionString: databaseUrl })
    await client.connect()
    const { rows } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables
       where table_schema = 'public' and table_name like 'loyalty\\_%' order by 1`,
    )
    if (rows.length < 10) throw new Error("The plugin's tables are not there.")
    const words = rows.map(
      ({ name }) =>
        `(select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) from ${name} t) as ${name}`,
    )
    return new LedgerDigest(client, `select ${words.join(", ")}`)
  }

  async now(): Promise<Digest> {
    const { rows } = await this.client.query<Digest>(this.question)
    return rows[0]
  }

  async close(): Promise<void> {
    await this.client.end()
  }
}
