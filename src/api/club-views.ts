import type { ClubStay, CountedClub, MembersClub, VisibleClub } from "../modules/loyalty/services/clubs"

/** What a visitor of the shop may know of a club. */
export function storeClubView(club: VisibleClub): Record<string, unknown> {
  return {
    id: club.id,
    handle: club.handle,
    name: club.name,
    description: club.description,
    state: club.state,
    ends_at: club.endsAt,
    members: club.members,
    joined_at: club.joinedAt,
  }
}

export function adminClubView(club: CountedClub): Record<string, unknown> {
  return {
    id: club.id,
    program_id: club.programId,
    state: club.state,
    handle: club.handle,
    name: club.name,
    description: club.description,
    starts_at: club.startsAt,
    ends_at: club.endsAt,
    customer_group_ids: club.customerGroupIds,
    members: club.members,
    created_at: club.createdAt,
    updated_at: club.updatedAt,
  }
}

export function clubStayView(stay: ClubStay): Record<string, unknown> {
  return {
    account_id: stay.accountPublicId,
    customer_id: stay.customerId,
    joined_at: stay.joinedAt,
    left_at: stay.leftAt,
  }
}

/** `joined_at` null: he did not join it himself; `bought_until` null: no membership that he bought has him in it. */
export function membersClubView(club: MembersClub): Record<string, unknown> {
  return {
    id: club.id,
    handle: club.handle,
    name: club.name,
    state: club.state,
    ends_at: club.endsAt,
    joined_at: club.joinedAt,
    bought_until: club.boughtUntil,
  }
}
