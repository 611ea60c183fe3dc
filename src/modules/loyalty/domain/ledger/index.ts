export { applyCommand } from "./apply"
export { brokenPromisesOf, differencesAfterReplay } from "./invariants"
export { byConsumptionOrder, drawPoints, isDue, openLots, partOfDrawing } from "./lots"
export * from "./types"
