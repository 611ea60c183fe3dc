import { keepPreviousData, useInfiniteQuery, useQueries } from "@tanstack/react-query"
import { useCallback, useEffect, useMemo, useState } from "react"
import { useLocale } from "../lib/format"
import { loyaltyKey } from "../lib/queries"
import type { Source } from "./fields"
import { findNames, findOptions, type Option } from "./sources"

/** What was typed, once the typing pauses. */
export function useSettled<Value>(value: Value, afterMs = 250): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value)
    }, afterMs)
    return () => {
      clearTimeout(timer)
    }
  }, [value, afterMs])
  return settled
}

/** What can be chosen, as far as it was scrolled, for what was typed. */
export function useOptions(source: Source, typed: string) {
  const locale = useLocale()
  const q = useSettled(typed)
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: [loyaltyKey, "options", source, locale, q],
    queryFn: ({ pageParam }) => findOptions(source, q, pageParam, locale),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  const more = useCallback(() => {
    if (hasNextPage) void fetchNextPage()
  }, [hasNextPage, fetchNextPage])
  return { options: data?.pages.flatMap(({ options }) => options) ?? [], more, isFetchingNextPage }
}

/** As many as one request asks for at a time. */
const namesAtOnce = 50

export type NameOf = (source: Source, value: string) => string

/** What values are called; the value itself until that is known, and where it is no more. */
export function useNames(wanted: readonly { source: Source; values: readonly string[] }[]): NameOf {
  const locale = useLocale()
  const asked = wanted.map(({ source, values }) => ({
    source,
    values: [...values].sort().slice(0, namesAtOnce),
  }))
  const answers = useQueries({
    queries: asked.map(({ source, values }) => ({
      queryKey: [loyaltyKey, "names", source, locale, values],
      queryFn: () => findNames(source, values, locale),
      staleTime: 60_000,
    })),
  })
  const found = answers.flatMap(({ data = [] }, index) =>
    data.map(({ value, label }: Option): [string, string] => [`${asked[index]?.source} ${value}`, label]),
  )
  // Names that stay the same are the same function, so that tables made with it are not made anew.
  const known = JSON.stringify(found)
  return useMemo(() => {
    const names = new Map(JSON.parse(known) as [string, string][])
    return (source, value) => names.get(`${source} ${value}`) ?? value
  }, [known])
}
