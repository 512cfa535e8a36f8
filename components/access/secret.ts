import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Transform } from "../arguments";
import { renamedFrom, transformed } from "../arguments";
import { labels } from "../labels";
import type { Scope } from "../scope";

/** In a template, what stands for the generated password. */
const GENERATED = "{generated}";

/** Where the value of a key comes from: given, or a string in which {generated} stands for a password made once. */
export type SecretSource = { readonly value: pulumi.Input<string> } | { readonly template: string };

/** Arguments of {@link Secret}. */
export interface SecretArgs {
  /** Name in the cluster. */
  readonly name: string;
  /** The keys of the Secret with where their values come from. */
  readonly keys: Readonly<Record<string, SecretSource>>;
  /** Changes of the children, a function each. */
  readonly transform?: { readonly secret?: Transform<kubernetes.core.v1.SecretArgs> };
}

/** Name of the password for a key: neither a key nor the name of a Secret has a slash, so that no two are the same. */
export function passwordName(name: string, key: string): string {
  return `${name}/${key}`;
}

/** A Secret whose values are encrypted in the state and shown nowhere. */
export class Secret extends pulumi.ComponentResource {
  /** Name in the cluster. */
  readonly name: pulumi.Output<string>;
  /** Changes whenever a value does and says nothing of it: pods that carry it are replaced when the Secret changes. */
  readonly revision: pulumi.Output<string>;

  /**
   * @param name name of the component.
   * @param args what is in the Secret.
   * @param scope where it is; must have the provider of random values.
   * @param opts further options of the component.
   */
  constructor(name: string, args: SecretArgs, scope: Scope, opts?: pulumi.ComponentResourceOptions) {
    super("platform:access:Secret", name, {}, scope.options(opts));
    const values: Record<string, pulumi.Output<string>> = {};
    for (const [key, source] of Object.entries(args.keys)) {
      if ("value" in source) {
        values[key] = pulumi.secret(source.value);
        continue;
      }
      // Letters and digits only, so that the password fits into a URL or a connection string as it is.
      const password = new random.RandomPassword(
        passwordName(name, key),
        { length: 32, special: false },
        {
          parent: this,
          additionalSecretOutputs: ["result", "bcryptHash"],
          // What it was called before: the same for key b-c of a and key c of a-b.
          ...renamedFrom(`${name}-${key}`),
        },
      );
      values[key] = pulumi.secret(password.result.apply((text) => source.template.replaceAll(GENERATED, text)));
    }
    const secret = new kubernetes.core.v1.Secret(
      `${name}-secret`,
      transformed(
        {
          metadata: { name: args.name, namespace: scope.namespace.name, labels: labels({ name: args.name }) },
          type: "Opaque",
          stringData: values,
        },
        args.transform?.secret,
      ),
      { parent: this, deletedWith: scope.namespace.object, additionalSecretOutputs: ["data", "stringData"] },
    );
    const revision = new random.RandomId(
      `${name}-revision`,
      { byteLength: 4, keepers: values },
      { parent: this, additionalSecretOutputs: ["keepers"] },
    );
    this.name = secret.metadata.name;
    this.revision = revision.hex;
    this.registerOutputs({ name: this.name, revision: this.revision });
  }
}
