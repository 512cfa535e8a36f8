import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { SECRET_MARK, type Rendered, type Rendering } from "../support/render";
import { PROJECT, stackConfig, type StackConfig } from "../support/stack";

/** The rendering of production with services of every kind, which no stack file has. */
export const ALL_KINDS = "kinds";

/** Production's configuration, with services of every kind. */
export function configOfAllKinds(): StackConfig {
  const config = stackConfig("production");
  const services = parse(readFileSync(join(PROJECT, "test/fixtures/kinds/services.yaml"), "utf8")) as StackConfig;
  return { ...config, services: { ...(config["services"] as StackConfig), ...services } };
}

/** Where the golden file of a stack is. */
export function goldenFile(stack: string): string {
  return join(PROJECT, `test/golden/${stack}.json`);
}

/** What every stack asks for today, and one with services of every kind, rendered in a process with an empty environment; as the text of its golden file. */
export function renderedStacks(): Record<string, string> {
  const text = execFileSync(process.execPath, ["--import", "tsx", join(PROJECT, "test/golden/render.ts")], {
    cwd: PROJECT,
    env: {},
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const stacks = JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(stacks).map(([stack, rendering]) => [stack, `${JSON.stringify(rendering, undefined, 2)}\n`]),
  );
}

/** A resource of a golden file, as it was asked for. */
export interface GoldenResource extends Rendered {
  /** Paths of the values that are secret. */
  readonly secrets: readonly string[];
  /** What its plugin adds to the inputs, of a preview. */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The resources of a stack's golden file. */
export function goldenResources(stack: string): GoldenResource[] {
  return plainResources(JSON.parse(readFileSync(goldenFile(stack), "utf8")) as Rendering);
}

/** The resources of a rendering, with the marks of secret values taken off. */
export function plainResources({ resources }: Rendering): GoldenResource[] {
  return resources.map((resource) => {
    const secrets: string[] = [];
    return { ...resource, inputs: withoutMarks(resource.inputs, "", secrets) as Record<string, unknown>, secrets };
  });
}

/** The value without the marks of secrets, whose paths are collected. */
function withoutMarks(value: unknown, path: string, secrets: string[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => withoutMarks(item, `${path}[${index}]`, secrets));
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  if (SECRET_MARK in record) {
    secrets.push(path);
    return record[SECRET_MARK];
  }
  const inner = (key: string) => (path === "" ? key : `${path}.${key}`);
  return Object.fromEntries(
    Object.entries(record).map(([key, item]) => [key, withoutMarks(item, inner(key), secrets)]),
  );
}

if (require.main === module) {
  for (const [stack, text] of Object.entries(renderedStacks())) writeFileSync(goldenFile(stack), text);
}
