import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

/** A third-party image: registry and repository, and the tag. */
export interface ImageReference {
  readonly reference: string;
  readonly tag: string;
}

/** How images are pushed to a registry that needs a login. */
export interface PushLogin {
  readonly server: string;
  /** Secret. */
  readonly username: pulumi.Output<string>;
  /** Secret. */
  readonly password: pulumi.Output<string>;
}

/** A registry of container images, whoever runs it: what building and deploying need to know of one. */
export interface Registry extends pulumi.Resource {
  /** The provider that builds and pushes. */
  readonly docker: docker.Provider;
  /** Login with which images are pushed; undefined where there is none. */
  readonly pushLogin: PushLogin | undefined;
  /** Logins with which nodes pull, as the text of a Secret of the type kubernetes.io/dockerconfigjson; undefined where there is none. */
  readonly pullSecret: pulumi.Output<string> | undefined;

  /**
   * Full name of an image of ours in this registry.
   *
   * @param repository such as "platform/web".
   * @param tag such as "v1.0.0".
   */
  imageName(repository: string, tag: string): pulumi.Output<string>;

  /**
   * Digest of an image as its registry has it now, whichever registry that is.
   *
   * @param name full name with a tag, such as "docker.io/library/redis:8.2".
   * @returns such as "sha256:" and 64 hexadecimal digits.
   */
  digestOf(name: string): Promise<string>;

  /** Full name of a third-party image: in its own registry, or in this one if it mirrors those. */
  thirdParty(image: ImageReference): pulumi.Output<string>;
}
