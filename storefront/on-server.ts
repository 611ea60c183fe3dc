/**
 * What Lit takes from a browser while its module is loaded. The build puts these in place of the globals, so that a server
 * can load the library: no component is defined there, and none of this is used.
 */
class NoElement {}

const anywhere = globalThis as Partial<typeof globalThis>

export const HTMLElement = anywhere.HTMLElement ?? NoElement
export const document = anywhere.document ?? { createTreeWalker: () => ({}) }
