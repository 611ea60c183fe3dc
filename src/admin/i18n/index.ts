/** What the staff's screens say, by language. Medusa wants this folder in a plugin even while it has no screens. */
export default { en: { loyalty: {} }, ru: { loyalty: {} } }
