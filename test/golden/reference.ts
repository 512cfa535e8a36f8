import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import prettier from "prettier";
import ts from "typescript";
import { z } from "zod";
import { platformSchema } from "../../config/schema";
import { PROJECT } from "../support/stack";

/** The page that lists every key of a stack file: made from the schema and its comments. */
export const REFERENCE = join(PROJECT, "docs", "configuration.md");

const FILES = ["config/schema.ts", "config/service.ts"];
const ROOT = "platformSchema";

const HEAD = `# Configuration

Every key of \`Pulumi.<stack>.yaml\`, as the schema in \`config/\` has it. This page is made from it:
\`node --import tsx test/golden/reference.ts\`.

A key that is not here is refused, with the nearest right one. All faults of a file are reported at once. What a key must be in
\`staging\` and \`production\` beyond this is in \`config/rules.ts\`, and a fault says it.

| key | what it is | allowed | default |
|---|---|---|---|
`;

interface Key {
  readonly key: string;
  readonly allowed: string;
  /** Whether it must be there, where the map that it is in is. */
  readonly required: boolean;
}

interface Documented {
  readonly text: string;
  readonly fallback: string;
}

/** The page as it should be today. */
export async function reference(): Promise<string> {
  const comments = readComments();
  const rows = keysOf(platformSchema, "").map(({ key, allowed, required }) => {
    const { text, fallback } = comments.get(key) ?? { text: "", fallback: "" };
    return `| \`platform:${key}\` | ${text} | ${allowed} | ${required ? "required" : fallback} |`;
  });
  const options = await prettier.resolveConfig(REFERENCE);
  return prettier.format(`${HEAD}${rows.join("\n")}\n`, { ...options, parser: "markdown" });
}

/** Every key of a schema with what its values may be, in the order of the schema. */
function keysOf(schema: z.ZodType, prefix: string): Key[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([name, value]) => {
      const key = prefix ? `${prefix}.${name}` : name;
      const below = keysOf(value, key);
      if (unwrapped(value) instanceof z.ZodObject) return below;
      return [{ key, allowed: allowedBy(value), required: !value.safeParse(undefined).success }, ...below];
    });
  }
  if (inner instanceof z.ZodRecord) return keysOf(inner.valueType as z.ZodType, `${prefix}.<name>`);
  return [];
}

function unwrapped(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema;
}

/** What a fault would say is right. */
function allowedBy(schema: z.ZodType): string {
  const issue = schema.safeParse(Symbol("never right")).error?.issues[0];
  return (issue?.message ?? "")
    .replace(/^allowed: /, "")
    .replaceAll("|", "\\|")
    .replaceAll("<", "\\<");
}

/** The comment of every key, by key, from the sources of the schema. */
function readComments(): Map<string, Documented> {
  const roots = new Map<string, ts.Expression>();
  for (const path of FILES) {
    const source = ts.createSourceFile(path, readFileSync(join(PROJECT, path), "utf8"), ts.ScriptTarget.Latest, true);
    source.forEachChild((statement) => {
      if (!ts.isVariableStatement(statement)) return;
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (initializer) roots.set(name.getText(), initializer);
      }
    });
  }
  const comments = new Map<string, Documented>();
  const read = (node: ts.Expression, prefix: string): void => {
    if (ts.isIdentifier(node)) {
      const root = roots.get(node.text);
      if (root) read(root, prefix);
    } else if (ts.isCallExpression(node)) {
      const [first, second] = node.arguments;
      const callee = node.expression.getText();
      if (callee === "map" && second) read(second, `${prefix}.<name>`);
      else if (/^(strict|z\.strictObject)$/.test(callee) && first && ts.isObjectLiteralExpression(first)) {
        for (const property of first.properties) {
          const key = prefix ? `${prefix}.${property.name?.getText()}` : (property.name?.getText() ?? "");
          comments.set(key, documented(property));
          if (ts.isPropertyAssignment(property)) read(property.initializer, key);
          else if (ts.isShorthandPropertyAssignment(property)) read(property.name, key);
        }
      } else if (ts.isPropertyAccessExpression(node.expression)) read(node.expression.expression, prefix);
    }
  };
  read(roots.get(ROOT) as ts.Expression, "");
  return comments;
}

function documented(node: ts.Node): Documented {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = (ts.getTextOfJSDocComment(comment?.comment) ?? "").replaceAll(/\s+/g, " ").replaceAll("<", "\\<");
  const tag = comment?.tags?.find(({ tagName }) => tagName.text === "default");
  return { text, fallback: (ts.getTextOfJSDocComment(tag?.comment) ?? "").replaceAll("<", "\\<") };
}

if (require.main === module) void reference().then((text) => writeFileSync(REFERENCE, text));
