import ts from "typescript";
import type { z } from "zod";
import { platformSchema } from "../../config/schema";
import { type Comment, commentOf, oneLine, parseSource } from "./comments";

/** Files with the declarations of the schema. */
const schemaFiles = ["config/schema.ts", "config/service.ts"];

/** The page of every key that a stack file may have, made from the schema: its docstrings and what it says of a wrong value. */
export function configurationPage(): string {
  const comments = new SchemaComments();
  const rows = rowsOf(platformSchema, "", comments);
  return [
    "# Configuration",
    "",
    "Every key of `Pulumi.<stack>.yaml`. `<name>` stands for a name that you choose. A key that is not here is refused, with the nearest",
    "right one; all faults of a file are reported at once. What a key must be in `staging` and `production` beyond this is in",
    "`config/rules.ts`, and a fault says it. Where a string is wanted, what a reader of YAML takes for something else (`3.10`, `no`,",
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
  if (inner.def.type === "record")
    return rowsOf((inner as z.ZodRecord).valueType as z.ZodType, `${key}.<name>`, comments);
  return [];
}

function rowOf(schema: z.ZodType, key: string, comments: SchemaComments): string[] {
  const { text, defaultText } = comments.of(key);
  const inner = unwrap(schema);
  // A group of keys is seen from its keys.
  if (inner.def.type === "object") return [];
  const allowed = allowedValues(inner);
  return [`| \`platform:${key}\` | ${text} | ${allowed} | ${defaultOf(schema, defaultText)} |`];
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

/** The docstrings in the source of the schema, by the path of the key. */
class SchemaComments {
  private readonly byKey = new Map<string, Comment>();
  private readonly constants = new Map<string, ts.Expression>();

  constructor() {
    for (const file of schemaFiles.map(parseSource)) {
      ts.forEachChild(file, (node) => {
        if (!ts.isVariableStatement(node)) return;
        for (const { name, initializer } of node.declarationList.declarations) {
          if (initializer) this.constants.set(name.getText(), initializer);
        }
      });
    }
    const root = this.constants.get("platformSchema");
    if (root) this.collect(root, "");
  }

  of(key: string): Comment {
    return this.byKey.get(key) ?? { text: "" };
  }

  private collect(expression: ts.Expression, key: string): void {
    if (ts.isIdentifier(expression)) {
      const constant = this.constants.get(expression.text);
      if (constant) this.collect(constant, key);
    } else if (ts.isCallExpression(expression)) {
      const callee = expression.expression;
      // .optional(), .default(…) and the like stand behind what they change.
      const modified = ts.isPropertyAccessExpression(callee) && !ts.isIdentifier(callee.expression);
      if (modified) this.collect(callee.expression, key);
      else if (callee.getText() === "map") this.collect(expression.arguments[1] as ts.Expression, `${key}.<name>`);
      else if (ts.isPropertyAccessExpression(callee) && this.constants.has(callee.expression.getText())) {
        this.collect(callee.expression, key);
      } else if (this.constants.has(callee.getText())) this.collect(callee, key);
      else expression.arguments.forEach((argument) => this.collect(argument, key));
    } else if (ts.isArrowFunction(expression) && !ts.isBlock(expression.body)) {
      this.collect(expression.body, key);
    } else if (ts.isObjectLiteralExpression(expression)) {
      for (const property of expression.properties) this.collectProperty(property, key);
    }
  }

  private collectProperty(property: ts.ObjectLiteralElementLike, key: string): void {
    const name = property.name?.getText();
    if (!name) return;
    const below = key ? `${key}.${name}` : name;
    this.byKey.set(below, commentOf(property));
    if (ts.isPropertyAssignment(property)) this.collect(property.initializer, below);
  }
}
