import path from "node:path"
import ts from "typescript"

export const root = path.resolve(__dirname, "..", "..")

/** A declaration's docstring as one paragraph; empty where it has none. */
export function docOf(node: ts.Node): string {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)
  return ts.getTextOfJSDocComment(doc?.comment)?.replace(/\s*\n\s*/g, " ") ?? ""
}

export function parseFile(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)
}
