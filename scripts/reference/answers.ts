import ts from "typescript"

/** The part of JSON Schema that the reference needs. */
export interface Schema {
  $ref?: string
  /** What is referred to. */
  $defs?: Record<string, Schema>
  type?: string | string[]
  format?: string
  enum?: unknown[]
  const?: unknown
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  minLength?: number
  maxLength?: number
  maxItems?: number
  minItems?: number
  pattern?: string
  examples?: unknown[]
  default?: unknown
}

const depthMax = 16

/** Types that hold themselves, and the schemas of the bodies in which they are sent. */
const namedTypes: Record<string, string> = { Condition: "#/components/schemas/RuleCondition" }

/**
 * Reads from the routes' source what they answer. The views promise no more than a record to their callers, so an
 * expression is followed to the object that is written down at its end; the compiler knows the types of its parts.
 */
export class Answers {
  constructor(private readonly checker: ts.TypeChecker) {}

  ofExpression(expression: ts.Expression, depth = 0): Schema {
    if (depth > depthMax) return {}
    const inner = withoutWrapping(expression)
    if (ts.isObjectLiteralExpression(inner)) return this.ofObject(inner, depth)
    if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
      return orNull(this.ofExpression(inner.right, depth + 1))
    }
    if (ts.isCallExpression(inner)) return this.ofCall(inner, depth)
    return this.ofType(this.typeOf(inner), depth)
  }

  private ofObject(literal: ts.ObjectLiteralExpression, depth: number): Schema {
    const properties: Record<string, Schema> = {}
    for (const property of literal.properties) {
      if (ts.isSpreadAssignment(property)) {
        Object.assign(properties, this.ofExpression(property.expression, depth + 1).properties)
      } else if (ts.isPropertyAssignment(property)) {
        properties[property.name.getText()] = this.ofExpression(property.initializer, depth + 1)
      } else if (ts.isShorthandPropertyAssignment(property)) {
        const symbol = this.checker.getShorthandAssignmentValueSymbol(property)
        if (symbol !== undefined) {
          properties[property.name.text] = this.ofType(this.checker.getTypeOfSymbol(symbol), depth + 1)
        }
      }
    }
    return objectOf(properties)
  }

  private ofCall(call: ts.CallExpression, depth: number): Schema {
    const [argument] = call.arguments
    if (ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === "map" && argument) {
      const items = this.ofFunction(this.declarationOf(argument), depth + 1)
      if (items !== null) return { type: "array", items }
    }
    const type = this.typeOf(call)
    const followed = isVague(this.checker.typeToString(type))
      ? this.ofFunction(this.declarationOf(call.expression), depth + 1)
      : null
    return followed ?? this.ofType(type, depth)
  }

  private ofFunction(declaration: ts.Node | undefined, depth: number): Schema | null {
    if (declaration === undefined || !ts.isFunctionLike(declaration) || !("body" in declaration)) return null
    const { body } = declaration as ts.FunctionDeclaration | ts.ArrowFunction
    if (body === undefined) return null
    if (!ts.isBlock(body)) return this.ofExpression(body, depth)
    const last = body.statements.filter(ts.isReturnStatement).at(-1)
    return last?.expression ? this.ofExpression(last.expression, depth) : null
  }

  /** Of a promise: what it is a promise of. */
  private typeOf(expression: ts.Expression): ts.Type {
    const type = this.checker.getTypeAtLocation(expression)
    return this.checker.getAwaitedType(type) ?? type
  }

  private declarationOf(expression: ts.Expression): ts.Node | undefined {
    if (ts.isArrowFunction(expression)) return expression
    if (!ts.isIdentifier(expression)) return undefined
    let symbol = this.checker.getSymbolAtLocation(expression)
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = this.checker.getAliasedSymbol(symbol)
    const declaration = symbol?.valueDeclaration
    return declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration
  }

  private ofType(type: ts.Type, depth: number): Schema {
    if (depth > depthMax) return {}
    const named = namedTypes[type.aliasSymbol?.name ?? ""]
    if (named !== undefined) return { $ref: named }
    if (type.isUnion()) return this.ofUnion(type, depth)
    if (type.isIntersection()) {
      const plain = type.types.find(
        ({ flags }) => flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike),
      )
      if (plain !== undefined) return this.ofType(plain, depth)
    }
    if (type.flags & ts.TypeFlags.StringLiteral) return { const: (type as ts.StringLiteralType).value }
    if (type.flags & ts.TypeFlags.StringLike) return { type: "string" }
    if (type.flags & ts.TypeFlags.NumberLike) return { type: "number" }
    if (type.flags & ts.TypeFlags.BooleanLike) return { type: "boolean" }
    if (type.flags & ts.TypeFlags.Null) return { type: "null" }
    if (type.getSymbol()?.name === "Date") return { type: "string", format: "date-time" }
    if (this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type as ts.TypeReference)
      return { type: "array", items: this.ofType(item, depth + 1) }
    }
    return type.flags & ts.TypeFlags.Object ? this.ofObjectType(type, depth) : {}
  }

  private ofUnion(type: ts.UnionType, depth: number): Schema {
    const parts = type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined))
    const present = parts.filter(({ flags }) => !(flags & ts.TypeFlags.Null))
    const isNullable = present.length < parts.length
    const schemas = withoutWrittenMoments(unique(present.map((part) => this.ofType(part, depth + 1))))
    const literals = schemas.map((schema) => schema.const)
    const schema = literals.every((literal) => literal !== undefined)
      ? { type: "string", enum: [...literals].sort() }
      : schemas.length === 1
        ? schemas[0]
        : { anyOf: schemas }
    return isNullable ? orNull(schema) : schema
  }

  private ofObjectType(type: ts.Type, depth: number): Schema {
    const symbols = type.getProperties()
    const properties: Record<string, Schema> = {}
    for (const symbol of symbols) {
      properties[symbol.name] = this.ofType(this.checker.getTypeOfSymbol(symbol), depth + 1)
    }
    const required = symbols.filter(({ flags }) => !(flags & ts.SymbolFlags.Optional)).map(({ name }) => name)
    const index = type.getStringIndexType()
    const schema: Schema = symbols.length > 0 ? { type: "object", properties, required } : { type: "object" }
    return index === undefined ? schema : { ...schema, additionalProperties: this.ofType(index, depth + 1) }
  }
}

/** Several answers of one route, as one schema. */
export function merged(schemas: Schema[]): Schema {
  const names = [...new Set(schemas.flatMap(({ properties = {} }) => Object.keys(properties)))]
  return objectOf(
    Object.fromEntries(
      names.map((name) => {
        const found = unique(schemas.flatMap(({ properties = {} }) => properties[name] ?? []))
        const present = found.filter(({ type }) => type !== "null")
        const [schema] = present
        return [name, present.length < found.length && schema ? orNull(schema) : (schema ?? found[0])]
      }),
    ),
  )
}

function objectOf(properties: Record<string, Schema>): Schema {
  return { type: "object", properties, required: Object.keys(properties) }
}

function orNull(schema: Schema): Schema {
  if (schema.enum !== undefined) return { ...schema, type: ["string", "null"], enum: [...schema.enum, null] }
  if (typeof schema.type === "string") return { ...schema, type: [schema.type, "null"] }
  return schema.type === undefined ? { anyOf: [schema, { type: "null" }] } : schema
}

function unique(schemas: Schema[]): Schema[] {
  return [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()]
}

/** A view that is read back has text where a moment was: for the reader of the reference it is the moment. */
function withoutWrittenMoments(schemas: Schema[]): Schema[] {
  return schemas.some(({ format }) => format === "date-time")
    ? schemas.filter(({ type, format }) => type !== "string" || format !== undefined)
    : schemas
}

/** A type that says no more than that there is something. */
function isVague(type: string): boolean {
  return /^(Record<string, unknown>|unknown)(\[\])?$/.test(type)
}

function withoutWrapping(expression: ts.Expression): ts.Expression {
  if (
    ts.isAwaitExpression(expression) ||
    ts.isParenthesizedExpression(expression) ||
    ts.isAsExpression(expression)
  ) {
    return withoutWrapping(expression.expression)
  }
  return expression
}
