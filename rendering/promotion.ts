import { text as readAll } from "node:stream/consumers";
import { isMap, parseDocument, type Document } from "yaml";
import { resolveConfig } from "../config/load";
import type { StackFile } from "../config/stack-file";
import { deployPlatform } from "../platform";
import { deviations } from "./parity";
import type { PromotionDifference, PromotionRequest, PromotionParity } from "./promotion-parity";
import type { Program } from "./rehearse";
import { render } from "./render";
import { sourceOf } from "./stack-source";

/**
 * Keys in which two environments may differ, because one is larger, elsewhere, or has other secrets; `*` is any name. Everything else has to
 * be the same for what was proved in one to be proved for the other.
 */
const MAY_DIFFER: readonly string[] = [
  // Which one it is, and where.
  "platform:environment",
  "platform:target",
  "platform:namespace.name",
  "platform:images.logins",
  "platform:services.*.expose.nodePort",
  // How large it is.
  "platform:workload.replicas",
  "platform:workload.memory",
  "platform:workload.cpu",
  "platform:scale",
  "platform:namespace.quota",
  "platform:services.*.scaling",
  "platform:services.*.requests",
  "platform:services.*.limits",
  "platform:services.*.volumes.*.size",
  // What it runs now, which is what a promotion changes.
  "platform:images.resolve",
  "platform:images.released",
  // Values that are nobody else's.
  "platform:secrets.*.*.value",
];

/** Keys in which one may name what the other leaves out, as secrets are given in one and generated in the other. */
const SECRET_SOURCES = ["value", "template"];

/**
 * Compares what the program makes of two stacks: both are rendered, the second one with the values of the first wherever they may differ, and
 * nothing else may be different.
 *
 * @throws Error with every fault of a configuration
 */
export async function promotionParity(
  { from, to }: PromotionRequest,
  program: Program = deployPlatform,
): Promise<PromotionParity> {
  // Each for itself first: what is wrong is a fault of its own file.
  for (const { stack, file } of [from, to]) resolveConfig(sourceOf(stack, file));
  const { text, differences } = withDeclared(from.file, to.file);
  const [one, other] = [from.file, { path: to.file.path, text }].map((file) =>
    resolveConfig(sourceOf(from.stack, file)),
  );
  const found = deviations(
    await render(() => program(one!), { stack: from.stack }),
    await render(() => program(other!), { stack: from.stack }),
    { factor: 1, storage: "1Gi", differences: [] },
  );
  return {
    differences,
    undeclared: found.map(({ resource, path, target, rehearsal }) => ({ resource, path, from: target, to: rehearsal })),
  };
}

/** The text of a stack file with the values of another one wherever they may differ, and the list of those. */
export function withDeclared(
  from: StackFile,
  to: StackFile,
): { readonly text: string; readonly differences: readonly PromotionDifference[] } {
  const [source, target] = [parseDocument(from.text), parseDocument(to.text)];
  const differences: PromotionDifference[] = [];
  for (const pattern of MAY_DIFFER) {
    const [key = "", ...rest] = pattern.split(".");
    const paths = new Map([source, target].flatMap((one) => matches(one, [key], rest).map((at) => [at.join("."), at])));
    for (const [name, at] of paths) copy(source, target, name, at, differences);
  }
  return { text: target.toString({ lineWidth: 0 }), differences };
}

function copy(
  source: Document,
  target: Document,
  name: string,
  at: readonly string[],
  into: PromotionDifference[],
): void {
  const path = ["config", ...at];
  const values = [source, target].map((one) => (one.hasIn(path) ? plain(one.getIn(path)) : undefined));
  if (JSON.stringify(values[0]) === JSON.stringify(values[1])) return;
  const isSecret = name.startsWith("platform:secrets.");
  into.push({ key: name, ...(isSecret ? { from: "[secret]", to: "[secret]" } : { from: values[0], to: values[1] }) });
  if (isSecret) return copySecret(source, target, path.slice(0, -1));
  if (source.hasIn(path)) target.setIn(path, target.createNode(values[0]));
  else target.deleteIn(path);
}

function copySecret(source: Document, target: Document, path: readonly string[]): void {
  for (const one of SECRET_SOURCES) {
    if (source.hasIn([...path, one]))
      target.setIn([...path, one], target.createNode(plain(source.getIn([...path, one]))));
    else target.deleteIn([...path, one]);
  }
}

/** The paths below `config` that a pattern means and that are there. */
function matches(document: Document, at: readonly string[], rest: readonly string[]): string[][] {
  const [next, ...others] = rest;
  if (next === undefined) return document.hasIn(["config", ...at]) ? [[...at]] : [];
  if (next !== "*") return matches(document, [...at, next], others);
  const inner = document.getIn(["config", ...at]);
  if (!isMap(inner)) return [];
  return inner.items.flatMap(({ key }) => matches(document, [...at, String(key)], others));
}

function plain(value: unknown): unknown {
  return typeof value === "object" && value !== null && "toJSON" in value
    ? (value as { toJSON(): unknown }).toJSON()
    : value;
}

/** Reads a request from standard input and prints the result: in a process of its own, as mocks take the place of the engine. */
async function main(): Promise<void> {
  const parity = await promotionParity(JSON.parse(await readAll(process.stdin)) as PromotionRequest);
  process.stdout.write(JSON.stringify(parity));
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
