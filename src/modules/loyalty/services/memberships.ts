import { noMembership, type Membership } from "../domain/rules/scene"

/** What the programme itself knows of its members. */
export class Memberships {
  /** As it is at this moment. Null for who has not joined. */
  async of(_accountId: number | null, _at: Date): Promise<Membership> {
    return await Promise.resolve(noMembership)
  }
}
