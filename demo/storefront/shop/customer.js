import { sdk } from "/store.js"

let current = null

/** Who is signed in, or null. */
export const customer = () => current

/** At the first look a token of an earlier visit may be there, or one that has run out. */
export async function recognize() {
  if (!(await sdk.client.getToken())) return
  try {
    const { customer: known } = await sdk.store.customer.retrieve({ fields: "*addresses" })
    current = known
  } catch {
    await forget()
  }
}

export async function signIn(email, password) {
  await sdk.auth.login("customer", "emailpass", { email, password })
  await recognize()
}

export async function register({ email, password, first_name, last_name }) {
  // An attempt that was broken off leaves a token of nobody's, which would speak for this one.
  await forget()
  await sdk.auth.register("customer", "emailpass", { email, password })
  await sdk.store.customer.create({ email, first_name, last_name })
  await signIn(email, password)
}

export async function forget() {
  current = null
  await sdk.auth.logout()
}
