import * as fs from "node:fs";
import * as path from "node:path";
import ts from "typescript";
import type { z } from "zod";
import { platformSchema } from "../../config/schema";
import { repositoryRoot } from "../../embedded/paths";
import { type Comment, commentOf, oneLine, parseSource } from "./comments";

/** The room with the features, whose files declare the schema. */
const FEATURES = "features";

/** The page of every key that a stack file may have, made from the schema: its docstrings and what it says of a wrong value. */
export function configurationPage(): string {
  const comments = new SchemaComments();
  const rows = rowsOf(platformSchema, "", comments);
  return [
    "# Configuration",
    "",
    "Every key of `Pulumi.<stack>.yaml`. `<name>` stands for a name that you choose. A key that is not here is refused, with the nearest",
    "right one; all faults of a file are reported at once. What a key must be in `staging` and `production` beyond this is in the",
    "rules of its feature (`features/`), and a fault says it. Where a string is wanted, what a reader of YAML takes for something else (`3.10`, `no`,",
    "`2026-11-29`) is refused until it stands in quotes. Made from the schema by `npm run docs`.",
    "",
    "| key | what it is | allowed | default |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function rowsOf(schema: z.ZodType, key: string, comments: SchemaComments): string[] {
  const inner = unwrap(schema);
  if (inner.def.type === "object") {
    return Object.entries((inner as z.ZodObject).shape).flatMap(([name, value]) => {
      const below = key ? `${key}.${name}` : name;
      return rowOf(value as z.ZodType, below, comments).concat(rowsOf(value as z.ZodType, below, comments));
    });
  }
  if (isChoice(inner)) {
    return ((inner as z.ZodUnion).options as z.ZodType[]).flatMap((option) => rowsOf(option, key, comments));
  }
  if (inner.def.type === "union") {
    // A key that several kinds have is the same in all of them.
    const keys = new Map<string, z.ZodType>();
    for (const option of (inner as z.ZodDiscriminatedUnion).options as z.ZodObject[]) {
      for (const [name, value] of Object.entries(option.shape)) keys.set(name, value as z.ZodType);
    }
    const { discriminator } = inner.def as unknown as { discriminator: string };
    keys.set(discriminator, inner);
    return [...keys].flatMap(([name, value]) => {
      const below = `${key}.${name}`;
      if (name === discriminator)
        return [rowText(below, comments.of(below).text, allowedKinds(inner), "must be given")];
      return rowOf(value, below, comments).concat(rowsOf(value, below, comments));
    });
  }
  if (inner.def.type === "record")
    return rowsOf((inner as z.ZodRecord).valueType as z.ZodType, `${key}.<name>`, comments);
  return [];
}

function rowOf(schema: z.ZodType, key: string, comments: SchemaComments): string[] {
  const { text, defaultText } = comments.of(key);
  const inner = unwrap(schema);
  // A group of keys is seen from its keys.
  if (inner.def.type === "object" || (inner.def.type === "union" && !isChoice(inner))) return [];
  return [rowText(key, text, allowedValues(inner), defaultOf(schema, defaultText))];
}

function rowText(key: string, text: string, allowed: string, fallback: string): string {
  return `| \`platform:${key}\` | ${text} | ${allowed} | ${fallback} |`;
}

/** Whether a value may be of one of several shapes, such as a number or a map, without a key that says which. */
function isChoice({ def }: z.ZodType): boolean {
  return def.type === "union" && !("discriminator" in def && def.discriminator !== undefined);
}

/** What a union says of a kind that there is not. */
function allowedKinds(schema: z.ZodType): string {
  const message = schema.safeParse({ kind: "documentation" }).error?.issues[0]?.message ?? "";
  return oneLine(message.replace(/^allowed: /, ""));
}

/** The schema says what is allowed in the error of whatever is not; a symbol never is. */
function allowedValues(schema: z.ZodType): string {
  const message = schema.safeParse(Symbol("documentation")).error?.issues[0]?.message ?? "";
  return oneLine(message.replace(/^allowed: /, ""));
}

function defaultOf(schema: z.ZodType, documented: string | undefined): string {
  if (documented) return documented;
  const { success, data } = schema.safeParse(undefined);
  if (!success) return "must be given";
  if (data === undefined) return "none";
  return typeof data === "object" ? "" : `\`${JSON.stringify(data)}\``;
}

function unwrap(schema: z.ZodType): z.ZodType {
  const { innerType } = schema.def as unknown as { innerType?: z.ZodType };
  return innerType && ["optional", "default", "prefault"].includes(schema.def.type) ? unwrap(innerType) : schema;
}

/** The constants of a source file by their names. */
type Constants = ReadonlyMap<string, ts.Expression>;

/** The docstrings in the source of the schema, by the path of the key. */
class SchemaComments {
  private readonly byKey = new Map<string, Comment>();

  constructor() {
    const sources = featureFiles().map((file) => parseSource(file));
    const all = new Map(sources.flatMap((source) => [...constantsOf(source)]));
    for (const source of sources) {
      // Names of a file's own hide those that it imports.
      const constants = new Map([...all, ...constantsOf(source)]);
      for (const statement of source.statements.filter(ts.isVariableStatement)) {
        const feature = featureOf(statement);
        if (!feature) continue;
        this.byKey.set(feature.key, commentOf(statement));
        this.collect(feature.schema, feature.key, constants);
      }
    }
  }

  of(key: string): Comment {
    return this.byKey.get(key) ?? { text: "" };
  }

  private collect(expression: ts.Expression, key: string, constants: Constants): void {
    if (ts.isIdentifier(expression)) {
      const constant = constants.get(expression.text);
      if (constant) this.collect(constant, key, constants);
    } else if (ts.isCallExpression(expression)) {
      const callee = expression.expression;
      // .optional(), .default(…) and the like stand behind what they change.
      const modified = ts.isPropertyAccessExpression(callee) && !ts.isIdentifier(callee.expression);
      if (modified) this.collect(callee.expression, key, constants);
      else if (callee.getText() === "map") {
        this.collect(expression.arguments[1] as ts.Expression, `${key}.<name>`, constants);
      } else if (ts.isPropertyAccessExpression(callee) && constants.has(callee.expression.getText())) {
        this.collect(callee.expression, key, constants);
      } else if (constants.has(callee.getText())) this.collect(callee, key, constants);
      else expression.arguments.forEach((argument) => this.collect(argument, key, constants));
    } else if (ts.isArrowFunction(expression) && !ts.isBlock(expression.body)) {
      this.collect(expression.body, key, constants);
    } else if (ts.isArrayLiteralExpression(expression)) {
      expression.elements.forEach((element) => this.collect(element, key, constants));
    } else if (ts.isObjectLiteralExpression(expression)) {
      for (const property of expression.properties) this.collectProperty(property, key, constants);
    }
  }

  private collectProperty(property: ts.ObjectLiteralElementLike, key: string, constants: Constants): void {
    if (ts.isSpreadAssignment(property)) {
      this.collect(property.expression, key, constants);
      return;
    }
    const name = property.name?.getText();
    if (!name) return;
    const below = key ? `${key}.${name}` : name;
    const comment = commentOf(property);
    if (comment.text || !this.byKey.has(below)) this.byKey.set(below, comment);
    if (ts.isPropertyAssignment(property)) this.collect(property.initializer, below, constants);
    if (ts.isShorthandPropertyAssignment(property)) this.collect(property.name, below, constants);
  }
}

function featureFiles(): string[] {
  return fs
    .readdirSync(path.join(repositoryRoot, FEATURES), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => path.join(FEATURES, name));
}

function constantsOf(source: ts.SourceFile): Map<string, ts.Expression> {
  const constants = new Map<string, ts.Expression>();
  for (const statement of source.statements.filter(ts.isVariableStatement)) {
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer) constants.set(name.getText(), initializer);
    }
  }
  return constants;
}

/** The key and the schema of a statement such as `export const xFeature = { key: "x", schema } as const`. */
function featureOf(statement: ts.VariableStatement): { key: string; schema: ts.Expression } | undefined {
  const [declaration] = statement.declarationList.declarations;
  if (!declaration?.name.getText().endsWith("Feature")) return undefined;
  let { initializer } = declaration;
  if (initializer && ts.isAsExpression(initializer)) initializer = initializer.expression;
  if (!initializer || !ts.isObjectLiteralExpression(initializer)) return undefined;
  const property = (wanted: string) => initializer.properties.find((one) => one.name?.getText() === wanted);
  const [key, schema] = [property("key"), property("schema")];
  if (!key || !ts.isPropertyAssignment(key) || !ts.isStringLiteral(key.initializer) || !schema) return undefined;
  const expression = ts.isPropertyAssignment(schema) ? schema.initializer : (schema.name as ts.Identifier);
  return { key: key.initializer.text, schema: expression };
}
