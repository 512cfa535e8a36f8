import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { mirrorRepository } from "../../formats/image-reference";
import { dockerConfig, providerHost, type RegistryLogin } from "./login";
import type { ImageReference, PushLogin, Registry } from "./registry";

/** Arguments of {@link ExistingRegistry}. */
export interface ExistingRegistryArgs {
  /** Address at which this machine pushes and the nodes pull, such as 127.0.0.1:5000. */
  readonly address: string;
  /**
   * Whether third-party images come from this registry, as <address>/mirror/<registry>/<repository>, each by the digest that its tag stands
   * for there. @default false
   */
  readonly mirror?: pulumi.Input<boolean>;
  /** Logins of this registry and of others that images come from. @default none */
  readonly logins?: readonly RegistryLogin[];
  /** Docker daemon that builds. @default the local daemon's socket */
  readonly dockerHost?: pulumi.Input<string>;
}

/** A registry that exists, reached under the same address from here and from the nodes. */
export class ExistingRegistry extends pulumi.ComponentResource implements Registry {
  /** The daemon that builds and pushes. */
  readonly docker: docker.Provider;
  /** Address of the registry. */
  readonly address: pulumi.Output<string>;
  /** Login with which images are pushed; undefined where there is none. */
  readonly pushLogin: PushLogin | undefined;
  /** Logins with which nodes pull, as the text of a Secret of the type kubernetes.io/dockerconfigjson; undefined where there is none. */
  readonly pullSecret: pulumi.Output<string> | undefined;
  readonly #mirror: pulumi.Output<boolean>;

  /**
   * @param name name of the component.
   * @param args which registry it is.
   * @param opts options of the component.
   */
  constructor(name: string, args: ExistingRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "platform:registry:ExistingRegistry",
      name,
      {},
      // What it was called before it could be any registry.
      pulumi.mergeOptions({ aliases: [{ type: "platform:registry:LocalRegistry" }] }, opts),
    );
    const { logins = [] } = args;
    this.docker = new docker.Provider(
      `${name}-docker`,
      { host: args.dockerHost, ...(logins.length > 0 ? { registryAuth: logins.map(providerLogin) } : {}) },
      { parent: this },
    );
    this.address = pulumi.output(args.address);
    const own = logins.find(({ host }) => host === args.address);
    this.pushLogin = own && { server: args.address, ...secrets(own) };
    this.pullSecret = logins.length > 0 ? dockerConfig(logins) : undefined;
    this.#mirror = pulumi.output(args.mirror ?? false);
    this.registerOutputs({ address: this.address });
  }

  imageName(repository: string, tag: string): pulumi.Output<string> {
    return pulumi.interpolate`${this.address}/${repository}:${tag}`;
  }

  thirdParty({ reference, tag }: ImageReference): pulumi.Output<string> {
    return pulumi
      .all([this.#mirror, this.address])
      .apply(async ([mirror, address]) =>
        mirror ? this.#pinned(`${address}/${mirrorRepository(reference)}:${tag}`) : `${reference}:${tag}`,
      );
  }

  async digestOf(name: string): Promise<string> {
    const { sha256Digest } = await docker.getRegistryImage({ name }, { parent: this, provider: this.docker });
    return sha256Digest;
  }

  /** The image that a tag stands for now: anybody who reaches the registry may give the tag to another one. */
  async #pinned(name: string): Promise<string> {
    try {
      return `${name}@${await this.digestOf(name)}`;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const fault = `the mirror does not give the image ${name}: ${why}`;
      if (pulumi.runtime.isDryRun()) {
        await pulumi.log.warn(`${fault} An update needs it; this preview goes by the tag.`, this);
        return name;
      }
      throw new pulumi.RunError(
        `${fault} Push it there (npm run up does for the embedded registry), or set registry.mirror to false.`,
      );
    }
  }
}

/** A login as Docker's provider takes it. */
function providerLogin({ host, ...login }: RegistryLogin) {
  return { address: providerHost(host), ...secrets(login) };
}

function secrets({ username, password }: Pick<RegistryLogin, "username" | "password">) {
  return { username: pulumi.secret(username), password: pulumi.secret(password) };
}
