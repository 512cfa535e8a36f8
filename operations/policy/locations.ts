import * as fs from "node:fs";
import * as path from "node:path";
import YAML from "yaml";
import { repositoryRoot } from "../../embedded/paths";
import { stackFile } from "../pulumi";

/** A place in a file of the repository. */
export interface Location {
  /** Path from the top of the source tree, with slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Where a resource comes from. */
export interface Origin {
  /** The key of the stack's file that asks for it; the component's source where no key does; else the file's first line. */
  readonly asked: Location;
  /** The line of the component's source that makes it, where it is one of a component. */
  readonly made?: Location;
}

/** A key of a stack's file that is named, such as a service, and the beginning of the names of what is made of it. */
interface Named {
  readonly name: string;
  readonly line: number;
}

/** Prefix of the types of the program's components, and of its keys in stack files. */
const OURS = "platform:";

/** Tells where resources come from, by the stack files and the components of a source tree. */
export class Locations {
  private readonly stacks = new Map<string, { named: Named[]; keys: Map<string, number> }>();
  private readonly components: Map<string, Location>;

  /** @param root top of the source tree */
  constructor(private readonly root = repositoryRoot) {
    this.components = componentsIn(root);
  }

  /**
   * @param stack whose file it is asked for in
   * @param urn of the resource
   */
  of(stack: string, urn: string): Origin {
    const file = path.basename(stackFile(stack));
    const { named, keys } = this.stack(stack, file);
    const [types = "", name = ""] = urn.split("::").slice(2);
    const made = this.sourceOf(types.split("$"));
    const byName = named
      .filter((one) => name === one.name || name.startsWith(`${one.name}-`) || name.startsWith(`${one.name}/`))
      .toSorted((a, b) => b.name.length - a.name.length)[0];
    const component = componentOf(types.split("$"))?.split(":").at(-1) ?? "";
    const line = byName?.line ?? keys.get(component.charAt(0).toLowerCase() + component.slice(1));
    const asked = line === undefined ? made : { file, line };
    return { asked: asked ?? { file, line: 1 }, ...(made && { made }) };
  }

  /** The line of a stack's rules that has an exemption. */
  ofExemption(stack: string, { rule, resource }: { readonly rule: string; readonly resource: string }): Location {
    const file = `policy/stacks/${stack}.yaml`;
    const { document, lineOf } = readYaml(path.join(this.root, file));
    const list = document.get("exemptions");
    const item = (YAML.isSeq(list) ? list.items : []).find(
      (one) => YAML.isMap(one) && one.get("rule") === rule && one.get("resource") === resource,
    );
    return { file, line: YAML.isMap(item) ? lineOf(item) : 1 };
  }

  private stack(stack: string, file: string) {
    let known = this.stacks.get(stack);
    if (!known) this.stacks.set(stack, (known = keysIn(path.join(this.root, file))));
    return known;
  }

  /** The line of a component that makes a child of this type, else the one that says the component's own. */
  private sourceOf(types: readonly string[]): Location | undefined {
    const component = this.components.get(componentOf(types) ?? "");
    const child = types.at(-1) ?? "";
    if (!component || child.startsWith(OURS)) return component;
    const lines = fs.readFileSync(path.join(this.root, component.file), "utf8").split("\n");
    // `kubernetes:core/v1:LimitRange` is made by `new kubernetes.core.v1.LimitRange(`, `pulumi:providers:docker` by `new docker.Provider(`.
    const made = child.startsWith("pulumi:providers:") ? "Provider" : child.split(":").at(-1);
    const line = lines.findIndex((text) => new RegExp(`\\bnew (?:\\w+\\.)+${made}\\(`).test(text));
    return line < 0 ? component : { file: component.file, line: line + 1 };
  }
}

/** The innermost component of a chain of types. */
function componentOf(types: readonly string[]): string | undefined {
  return types.findLast((type) => type.startsWith(OURS));
}

/** Where each component says its type. */
function componentsIn(root: string): Map<string, Location> {
  const folder = path.join(root, "components");
  const files = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  return new Map(
    files
      .filter((name) => name.endsWith(".ts"))
      .flatMap((name) => {
        const text = fs.readFileSync(path.join(folder, name), "utf8");
        return [...text.matchAll(/\bsuper\(\s*"(platform:[\w:]+)"/g)].map(({ 1: type = "", index }) => {
          const line = text.slice(0, index).split("\n").length;
          return [type, { file: ["components", ...name.split(path.sep)].join("/"), line }] as const;
        });
      }),
  );
}

/** The keys of a stack's file: those with names of their own in them, and all by their own names. */
function keysIn(file: string): { named: Named[]; keys: Map<string, number> } {
  const named: Named[] = [];
  const keys = new Map<string, number>();
  const { document, lineOf } = readYaml(file);
  const config = document.get("config");
  for (const pair of YAML.isMap(config) ? config.items : []) {
    const key = textOf(pair.key);
    if (!key.startsWith(OURS)) continue;
    keys.set(key.slice(OURS.length), lineOf(pair.key));
    for (const inner of YAML.isMap(pair.value) ? pair.value.items : []) {
      if (!YAML.isMap(inner.value)) continue;
      const name = inner.value.get("name");
      named.push({ name: typeof name === "string" ? name : textOf(inner.key), line: lineOf(inner.key) });
    }
  }
  return { named, keys };
}

/** A file of YAML, which is empty where there is none, and the lines of its parts. */
function readYaml(file: string): { document: YAML.Document; lineOf: (node: unknown) => number } {
  const lineCounter = new YAML.LineCounter();
  const document = YAML.parseDocument(fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "{}", { lineCounter });
  const lineOf = (node: unknown) => lineCounter.linePos((YAML.isNode(node) && node.range?.[0]) || 0).line;
  return { document, lineOf };
}

function textOf(key: unknown): string {
  return YAML.isScalar(key) ? String(key.value) : "";
}
