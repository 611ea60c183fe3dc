export const languages = ["en", "ru"] as const
export type Language = (typeof languages)[number]

/** As a browser tells it, and as `Intl` wants it. */
export const localeOf: Record<Language, string> = { en: "en-GB", ru: "ru-RU" }
export const nameOf: Record<Language, string> = { en: "English", ru: "Russian" }
