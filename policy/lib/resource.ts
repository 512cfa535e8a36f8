import { Node, type Trace } from "./node";

/** The options of a resource that rules look at. */
export interface ResourceOptions {
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly parent?: string;
}

/** The provider that manages a resource. */
export interface ProviderFacts {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Its configuration, as plain JSON with marks for unknown values. */
  readonly properties: unknown;
}

/** What there is to know about a resource, free of the way in which it came. */
export interface ResourceFacts {
  readonly urn: string;
  /** The type token, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  readonly name: string;
  /** Inputs for rules about a resource, outputs for rules about a stack: plain JSON with marks for unknown values. */
  readonly properties: unknown;
  readonly options: ResourceOptions;
  readonly provider?: ProviderFacts;
  /** URNs that each property depends on. Only known to rules about a stack. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
  /** Paths of secret values. */
  readonly secrets?: readonly string[];
  /** The URN of the workload whose pod template is shown as this one's. Only known to rules about a stack. */
  readonly templateOf?: string;
}

/** A resource as a rule sees it. */
export class Resource {
  /** Its properties. */
  readonly properties: Node;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly options: ResourceOptions;
  readonly kind: Kind;

  constructor(
    readonly facts: ResourceFacts,
    /** Where values are noted that are not known yet, each as resource and path. */
    private readonly unknown: Set<string>,
  ) {
    ({ urn: this.urn, type: this.type, name: this.name, options: this.options } = facts);
    this.kind = kindOf(facts.type);
    const secrets = facts.secrets ?? [];
    const isSecret = (path: string) => secrets.some((secret) => within(secret, path) || within(path, secret));
    this.properties = new Node(facts.properties, [], this.trace(isSecret));
  }

  /** The place at these keys of the properties. */
  at(...keys: readonly (string | number)[]): Node {
    return this.properties.at(...keys);
  }

  /** The configuration of its explicit provider; without a value where there is none. */
  get provider(): Node {
    return new Node(
      this.facts.provider?.properties,
      ["provider"],
      this.trace(() => true),
    );
  }

  /** URNs that a property depends on, or that any property does. Only known to rules about a stack. */
  dependsOn(property?: string): readonly string[] {
    const dependencies = this.facts.dependencies ?? {};
    if (property === undefined) return [...new Set(Object.values(dependencies).flat())];
    return Object.hasOwn(dependencies, property) ? (dependencies[property] ?? []) : [];
  }

  /** A place of the resource in words, as it is noted where its value is not known yet. */
  place(path: string): string {
    return `${this.name} (${this.type}): ${path}`;
  }

  private trace(isSecret: Trace["isSecret"]): Trace {
    const note = (path: string) => {
      const place = this.place(path);
      if (this.unknown.has(place)) return () => undefined;
      this.unknown.add(place);
      return () => void this.unknown.delete(place);
    };
    return { note, isSecret };
  }
}

/** A type token, taken apart. */
export interface Kind {
  /** The package, such as `kubernetes`, `aws` or `docker`. */
  readonly package: string;
  /** The module: group and version of Kubernetes (`apps/v1`), service of AWS (`s3/bucket`). */
  readonly module: string;
  /** The name, without the `Patch` of a Kubernetes patch. */
  readonly name: string;
  /** The group of a Kubernetes kind, empty for the core group; the service of an AWS type, such as `s3`. */
  readonly group: string;
  /** The version of a Kubernetes kind. */
  readonly version: string;
  /** Whether the resource changes a part of an object that somebody else owns, so that what is missing says nothing. */
  readonly isPatch: boolean;
}

const kinds = new Map<string, Kind>();

/** Takes a type token apart. */
export function kindOf(type: string): Kind {
  let kind = kinds.get(type);
  if (!kind) {
    const [packageName = "", module = "", name = ""] = type.split(":");
    const [group = "", version = ""] = module.split("/");
    const isPatch = packageName === "kubernetes" && name.endsWith("Patch") && name !== "Patch";
    kind = {
      package: packageName,
      module,
      name: isPatch ? name.slice(0, -"Patch".length) : name,
      group: packageName === "kubernetes" && group === "core" ? "" : group,
      version,
      isPatch,
    };
    kinds.set(type, kind);
  }
  return kind;
}

/** Whether a path is another one, or below it. */
function within(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`) || parent === "";
}
