/** Domains under which one provider keeps one and the same mailbox. */
const sameProvider: Record<string, string> = {
  "googlemail.com": "gmail.com",
  "ya.ru": "yandex.ru",
  "yandex.com": "yandex.ru",
  "yandex.by": "yandex.ru",
  "yandex.kz": "yandex.ru",
  "yandex.ua": "yandex.ru",
  "narod.ru": "yandex.ru",
  "me.com": "icloud.com",
  "mac.com": "icloud.com",
  "proton.me": "protonmail.com",
  "pm.me": "protonmail.com",
}

/** Letters of the part before the @ that the provider does not look at, or takes for another. */
const habits: Record<string, (mailbox: string) => string> = {
  "gmail.com": (mailbox) => mailbox.replaceAll(".", ""),
  "protonmail.com": (mailbox) => mailbox.replace(/[._-]/g, ""),
  "yandex.ru": (mailbox) => mailbox.replaceAll(".", "-"),
}

/**
 * The mailbox that mail to the address ends in, as far as the address tells: without case, without what follows a plus,
 * and by the habits of large providers. Null for what is no address. Equal for two addresses means the same person's mailbox;
 * mail is not to be sent to it.
 */
export function mailboxOf(email: string): string | null {
  const text = email.normalize("NFKC").trim().toLowerCase()
  const at = text.lastIndexOf("@")
  const [written, host] = [text.slice(0, at), text.slice(at + 1).replace(/\.$/, "")]
  const domain = sameProvider[host] ?? host
  const untagged = written.replace(/(?!^)\+.*$/, "")
  const mailbox = habits[domain]?.(untagged) ?? untagged
  return at < 0 || mailbox === "" || domain === "" ? null : `${mailbox}@${domain}`
}
