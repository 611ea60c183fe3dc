import { type HttpTypes, type MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { HttpClient } from "./http"

export interface Customer {
  id: string
  email: string
  token: string
  /** Speaks to the store's routes as this customer. */
  http: HttpClient
}

const password = "a-long-enough-password"
let people = 0

/** An address nobody has used yet. */
export const newEmail = (who: string) => `${who}-${(people += 1)}@example.com`

/** The store's first user cannot be made over HTTP, for only a user may invite another; signing in is over HTTP again. */
export async function signInStaff(baseUrl: string, container: MedusaContainer): Promise<HttpClient> {
  const email = newEmail("staff")
  const user = await container.resolve(Modules.USER).createUsers({ email })
  const auth = container.resolve(Modules.AUTH)
  const { authIdentity } = await auth.register("emailpass", { body: { email, password } })
  if (!authIdentity) throw new Error("The store's user was not registered.")
  await auth.updateAuthIdentities({ id: authIdentity.id, app_metadata: { user_id: user.id } })

  const http = new HttpClient(baseUrl)
  const { token } = await http.post<{ token: string }>("/auth/user/emailpass", { email, password })
  return http.with({ authorization: `Bearer ${token}` })
}

/** Registers and signs in, as a storefront does. */
export async function signUpCustomer(store: HttpClient, email: string): Promise<Customer> {
  const credentials = { email, password }
  const registered = await store.post<{ token: string }>("/auth/customer/emailpass/register", credentials)
  const { customer } = await store
    .with({ authorization: `Bearer ${registered.token}` })
    .post<{ customer: HttpTypes.StoreCustomer }>("/store/customers", {
      email,
      first_name: "Ada",
      last_name: "Member",
    })
  const { token } = await store.post<{ token: string }>("/auth/customer/emailpass", credentials)
  return { id: customer.id, email, token, http: store.with({ authorization: `Bearer ${token}` }) }
}
