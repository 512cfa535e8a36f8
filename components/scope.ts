import * as pulumi from "@pulumi/pulumi";
import type { Namespace } from "./cluster/namespace";
import type { Contribution } from "./contribution";
import type { Target } from "./target/target";

/** What a component contributes, and the component itself, which owns what is made of it. */
export interface Contributed {
  readonly by: pulumi.ComponentResource;
  readonly contribution: Contribution;
}

/** Arguments of a {@link Scope}. */
export interface ScopeArgs {
  /** Where the platform runs. */
  readonly target: Target;
  /** Namespace of what is made in this scope. */
  readonly namespace: Namespace;
  /** Name of the environment, such as "dev". */
  readonly environment: string;
  /** Providers beside the cluster's, such as that of random values. @default none */
  readonly providers?: readonly pulumi.ProviderResource[];
}

/** What every component is given: where it is made, and where it says what it contributes to the whole. */
export class Scope {
  readonly target: Target;
  readonly namespace: Namespace;
  readonly environment: string;
  readonly #providers: pulumi.ProviderResource[];
  readonly #contributed: Contributed[];

  constructor(args: ScopeArgs, contributed: Contributed[] = []) {
    this.target = args.target;
    this.namespace = args.namespace;
    this.environment = args.environment;
    this.#providers = [...(args.providers ?? [])];
    this.#contributed = contributed;
  }

  /**
   * Options of a component in this scope: its providers, and after the namespace with all its guards, so that no pod ever runs unguarded.
   *
   * @param own options of the component's own; what it depends on is added to that.
   */
  options(own: pulumi.ComponentResourceOptions = {}): pulumi.ComponentResourceOptions {
    return pulumi.mergeOptions(
      { providers: [this.target.cluster.provider, ...this.#providers], dependsOn: [this.namespace] },
      own,
    );
  }

  /** The same with another namespace; contributions of both are collected together. */
  in(namespace: Namespace): Scope {
    const { target, environment } = this;
    return new Scope({ target, namespace, environment, providers: this.#providers }, this.#contributed);
  }

  /**
   * Says once what a component contributes; collectors make objects of it after all components are there.
   *
   * @param by the component, which owns those objects.
   */
  contribute(by: pulumi.ComponentResource, contribution: Contribution): void {
    this.#contributed.push({ by, contribution });
  }

  /** All that was contributed until now, in the order of the components. */
  get contributed(): readonly Contributed[] {
    return this.#contributed;
  }
}
