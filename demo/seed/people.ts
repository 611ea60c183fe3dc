import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { createUserAccountWorkflow } from "@medusajs/medusa/core-flows"
import { admin } from "../people"

/** The one who runs the shop. Customers sign up by themselves, over HTTP, as customers do. */
export async function seedPeople(container: MedusaContainer): Promise<void> {
  const { success, authIdentity, error } = await container
    .resolve(Modules.AUTH)
    .register("emailpass", { body: { email: admin.email, password: admin.password } })
  if (!success || !authIdentity) throw new Error(`The admin could not be registered: ${error}`)
  await createUserAccountWorkflow(container).run({
    input: {
      authIdentityId: authIdentity.id,
      userData: { email: admin.email, first_name: admin.firstName, last_name: admin.lastName },
    },
  })
}
