import { shareOf, type OrderTotals } from "../../../../modules/loyalty/domain/insight/orders"
import { fromMinor } from "../../../../modules/loyalty/domain/money"
import { pointsToDisplay, toPoints } from "../../../../modules/loyalty/domain/points"
import { rateOf, worthOf, type ProgramTerms } from "../../../../modules/loyalty/domain/program"
import type { Owed, PointsMoved } from "../../../../modules/loyalty/services/insight-figures"
import type { PeriodFigures, ProgramOverview } from "../../../../workflows/overview"

/** Points of a period, in display units, by the moment at which the ledger's entries happened. */
export interface PointsFigures {
  /** Given for orders and for what members did, available at once or not. */
  issued: number
  /** Became available after they had been pending. */
  activated: number
  /** Captured by orders. */
  spent: number
  /** Spent before, and given back. */
  restored: number
  expired: number
  /** Issued before, and taken back: from those pending, from those available, or from below zero. */
  reversed: number
  /** By hand, up and down together: may be negative. */
  adjusted: number
}

/** A day of the program's time zone. */
export interface DayFigures extends PointsFigures {
  /** As in 2026-03-31. */
  date: string
}

/** Orders of the whole store in one currency, without drafts and canceled ones. Money in major units, as the orders stand now. */
export interface OrderFigures {
  count: number
  /** Those for which a member earned points, or that points paid a part of, whatever came back later. */
  with_points: number
  /** Between 0 and 1, as all shares. Null where there are no orders. */
  share_with_points: number | null
  /** Of all orders. Null where there are none, as the next two. */
  average: number | null
  average_with_points: number | null
  average_without_points: number | null
  /** Who placed an order. */
  customers: number
  /** Those of them who placed two or more in the period. */
  repeat_customers: number
  repeat_rate: number | null
}

export interface Figures {
  /** First and last day, both included. */
  from: string
  to: string
  points: PointsFigures
  /** Spent over issued; may be above 1. Null where none were issued. */
  redemption_rate: number | null
  /** Active: who earned or spent points. New: whose account was opened. */
  members: { active: number; new: number }
  /** Null where there are more orders than are read at once. */
  orders: OrderFigures | null
}

/** What the store owes now, in display units. */
export interface Outstanding {
  available: number
  pending: number
  /** Set aside for carts. */
  held: number
  /** In major units of the currency. Null where points pay nothing in it. */
  worth: { available: number; pending: number; held: number } | null
  /** All accounts of the program. */
  members: number
}

export interface Overview {
  program_id: string
  time_zone: string
  currency_code: string
  present: Figures
  /** The same number of days just before. */
  previous: Figures
  /** Every day of the present period, the first one first. */
  days: DayFigures[]
  outstanding: Outstanding
}

export interface OverviewAnswer {
  overview: Overview
}

export function overviewView({
  program,
  currency,
  dates,
  present,
  previous,
  owed,
}: ProgramOverview): Overview {
  const { terms } = program
  return {
    program_id: program.id,
    time_zone: terms.timeZone,
    currency_code: currency.code,
    present: figuresView(present, terms.precision),
    previous: figuresView(previous, terms.precision),
    days: dates.map((date, index) => ({ date, ...pointsView(present.moved[index], terms.precision) })),
    outstanding: outstandingView(owed, terms, currency.code),
  }
}

function figuresView({ from, to, moved, members, orders }: PeriodFigures, precision: number): Figures {
  const points = sumOf(moved)
  return {
    from,
    to,
    points: pointsView(points, precision),
    redemption_rate: shareOf(points.spent, points.issued),
    members: { active: members.active, new: members.new },
    orders: orders && ordersView(orders),
  }
}

function pointsView(moved: PointsMoved, precision: number): PointsFigures {
  const display = (points: number): number => pointsToDisplay(points, precision)
  return {
    issued: display(moved.issued),
    activated: display(moved.activated),
    spent: display(moved.spent),
    restored: display(moved.restored),
    expired: display(moved.expired),
    reversed: display(moved.reversed),
    adjusted: display(moved.adjusted),
  }
}

function sumOf(moved: PointsMoved[]): PointsMoved {
  const sum = (name: keyof PointsMoved): PointsMoved["issued"] =>
    toPoints(moved.reduce<number>((total, one) => total + one[name], 0))
  return {
    issued: sum("issued"),
    activated: sum("activated"),
    spent: sum("spent"),
    restored: sum("restored"),
    expired: sum("expired"),
    reversed: sum("reversed"),
    adjusted: sum("adjusted"),
  }
}

function ordersView(orders: OrderTotals): OrderFigures {
  return {
    count: orders.count,
    with_points: orders.withPoints,
    share_with_points: orders.shareWithPoints,
    average: orders.average,
    average_with_points: orders.averageWithPoints,
    average_without_points: orders.averageWithoutPoints,
    customers: orders.customers,
    repeat_customers: orders.repeatCustomers,
    repeat_rate: orders.repeatRate,
  }
}

function outstandingView(owed: Owed, terms: ProgramTerms, currencyCode: string): Outstanding {
  const rate = rateOf(terms, currencyCode)
  const worth = (points: number): number =>
    rate?.spend ? fromMinor(worthOf(toPoints(Math.max(0, points)), rate.spend), rate.decimalDigits) : 0
  const display = (points: number): number => pointsToDisplay(points, terms.precision)
  return {
    available: display(owed.available),
    pending: display(owed.pending),
    held: display(owed.held),
    worth: rate?.spend
      ? { available: worth(owed.available), pending: worth(owed.pending), held: worth(owed.held) }
      : null,
    members: owed.members,
  }
}
