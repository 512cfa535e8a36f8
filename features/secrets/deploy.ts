import * as pulumi from "@pulumi/pulumi";
import { Secret } from "../../components/access/secret";
import type { Scope } from "../../components/scope";
import type { ResolvedConfig } from "../../config/resolve";
import { mapValues } from "../values";

/** The Secrets of a stack by their names. */
export type Secrets = ReadonlyMap<string, Secret>;

/** Makes the Secrets of a stack. */
export function deploySecrets(secrets: ResolvedConfig["secrets"], scope: Scope): Secrets {
  return new Map(
    Object.entries(secrets).map(([name, keys]) => [name, new Secret(name, { name, keys: sourcesOf(keys) }, scope)]),
  );
}

function sourcesOf(keys: ResolvedConfig["secrets"][string]) {
  return mapValues(keys, ({ value, template }) =>
    value === undefined ? { template: template as string } : { value: pulumi.secret(value) },
  );
}
