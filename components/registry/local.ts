import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { ImageReference, Registry } from "./registry";

/** Arguments of {@link LocalRegistry}. */
export interface LocalRegistryArgs {
  /** Address at which this machine pushes and the nodes pull, such as 127.0.0.1:5000. */
  readonly address: pulumi.Input<string>;
  /** Whether third-party images come from this registry, as <address>/mirror/<name>:<tag>. @default false */
  readonly mirror?: pulumi.Input<boolean>;
  /** Docker daemon that builds. @default the local daemon's socket */
  readonly dockerHost?: pulumi.Input<string>;
}

/** A registry that needs no login, reached under the same address from here and from the nodes. */
export class LocalRegistry extends pulumi.ComponentResource implements Registry {
  /** The daemon that builds and pushes. */
  readonly docker: docker.Provider;
  /** Address of the registry. */
  readonly address: pulumi.Output<string>;
  readonly #mirror: pulumi.Output<boolean>;

  /**
   * @param name name of the component.
   * @param args which registry it is.
   * @param opts options of the component.
   */
  constructor(name: string, args: LocalRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:registry:LocalRegistry", name, {}, opts);
    this.docker = new docker.Provider(`${name}-docker`, { host: args.dockerHost }, { parent: this });
    this.address = pulumi.output(args.address);
    this.#mirror = pulumi.output(args.mirror ?? false);
    this.registerOutputs({ address: this.address });
  }

  imageName(repository: string, tag: string): pulumi.Output<string> {
    return pulumi.interpolate`${this.address}/${repository}:${tag}`;
  }

  thirdParty({ reference, tag }: ImageReference): pulumi.Output<string> {
    const name = reference.slice(reference.lastIndexOf("/") + 1);
    return pulumi
      .all([this.#mirror, this.address])
      .apply(([mirror, address]) => (mirror ? `${address}/mirror/${name}:${tag}` : `${reference}:${tag}`));
  }
}
