import en from "./en"
import ru from "./ru"

/** What the staff's screens say, by language: one namespace, keys `<screen>.<key>`. */
export default { en: { loyalty: en }, ru: { loyalty: ru } }
