import { MedusaModule } from "@medusajs/framework/modules-sdk"

/** The loaded module's own singleton, which every container in this process hands out. */
export function moduleInstance<Service>(key: string): Service | undefined {
  const loaded = MedusaModule.getModuleInstance(key) as Record<string, Service> | undefined
  return loaded?.[key]
}
