import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { UserIds } from "../../formats/dockerfile/users";
import type { Transform } from "../arguments";
import { transformed, ArgumentError } from "../arguments";
import type { CheckedDockerfile } from "./dockerfile";
import { checkDockerfile } from "./dockerfile";
import type { ImageReference, Registry } from "./registry";

/** Arguments of {@link Image}. */
export interface ImageArgs {
  /** Registry to push to. */
  readonly registry: Registry;
  /** Repository in the registry, such as platform/web. */
  readonly repository: string;
  /** Tag to push under. What is deployed is the digest, whatever the tag comes to mean. */
  readonly tag: string;
  /** Folder with what the Dockerfile copies, relative to the project. */
  readonly context: string;
  /** Dockerfile, relative to the context. @default "Dockerfile" */
  readonly dockerfile?: string;
  /** Stage to build. @default the last one */
  readonly target?: string;
  /** Build arguments beside those for base images; they stay readable in the image. @default none */
  readonly args?: Readonly<Record<string, string>>;
  /** Third-party images by short name; an `ARG NODE_IMAGE` of the Dockerfile gets the one of name "node". */
  readonly baseImages: Readonly<Record<string, ImageReference>>;
  /** Port on which the container listens, compared with EXPOSE. @default not compared */
  readonly port?: number;
  /** Network of the RUN lines: default, host or none. @default the daemon's own */
  readonly network?: string;
  /** Changes of the children, a function each. */
  readonly transform?: { readonly build?: Transform<docker.ImageArgs> };
}

/** An image built from a checked Dockerfile, pushed, and known by its digest. */
export class Image extends pulumi.ComponentResource {
  /** The image as it is to be deployed: name@sha256:digest. */
  readonly reference: pulumi.Output<string>;
  /** Who its containers run as; undefined where the Dockerfile does not say it in numbers. */
  readonly user: UserIds | undefined;

  /**
   * @param name name of the component.
   * @param args what to build and where to push it.
   * @param opts options of the component.
   * @throws ArgumentError when the Dockerfile is missing or must not be built as it is.
   */
  constructor(name: string, args: ImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:registry:Image", name, {}, opts);
    const dockerfile = join(args.context, args.dockerfile ?? "Dockerfile");
    const { findings, baseImageArguments, user } = readDockerfile(name, args.context, dockerfile, args);
    const errors = findings.filter(({ level }) => level === "error");
    const line = ({ line: number, text }: { line?: number; text: string }) =>
      `${dockerfile}${number === undefined ? "" : `:${number}`}: ${text}`;
    if (errors.length > 0) {
      throw new ArgumentError(
        name,
        `the Dockerfile is not built as it is:\n${errors.map((e) => `  ${line(e)}`).join("\n")}`,
      );
    }
    for (const hint of findings) void pulumi.log.info(line(hint), this);

    const baseImages = Object.entries(baseImageArguments).map(([argument, short]) => [
      argument,
      args.registry.thirdParty(args.baseImages[short] as ImageReference),
    ]);
    const image = new docker.Image(
      `${name}-build`,
      transformed(
        {
          imageName: args.registry.imageName(args.repository, args.tag),
          build: {
            context: args.context,
            dockerfile,
            args: { ...(Object.fromEntries(baseImages) as Record<string, pulumi.Output<string>>), ...args.args },
            ...(args.target === undefined ? {} : { target: args.target }),
            ...(args.network === undefined ? {} : { network: args.network }),
          },
          // The provider's own logins serve all its other work, but not every version of it pushes with them.
          ...(args.registry.pushLogin === undefined ? {} : { registry: args.registry.pushLogin }),
        },
        args.transform?.build,
      ),
      { parent: this, provider: args.registry.docker },
    );
    this.reference = image.repoDigest;
    this.user = user;
    this.registerOutputs({ reference: this.reference });
  }
}

/**
 * Who the containers of an image run as that is not built now, as the Dockerfile that it was built from says it; undefined where that is not
 * there, or does not say it in numbers.
 */
export function userOf(
  build: Pick<ImageArgs, "context" | "dockerfile" | "target" | "args">,
  { port, baseImages }: Pick<ImageArgs, "port" | "baseImages">,
): UserIds | undefined {
  const dockerfile = join(build.context, build.dockerfile ?? "Dockerfile");
  if (!existsSync(dockerfile)) return undefined;
  const { target, args } = build;
  const text = readFileSync(dockerfile, "utf8");
  return checkDockerfile(text, { port, baseImages: Object.keys(baseImages), target, args }).user;
}

function readDockerfile(name: string, context: string, dockerfile: string, args: ImageArgs): CheckedDockerfile {
  if (!existsSync(context) || !statSync(context).isDirectory()) {
    throw new ArgumentError(name, `the build context ${context} is not a folder: correct build.context`);
  }
  if (!existsSync(dockerfile)) {
    throw new ArgumentError(name, `there is no ${dockerfile}: write one, or name the file in build.dockerfile`);
  }
  return checkDockerfile(readFileSync(dockerfile, "utf8"), {
    port: args.port,
    baseImages: Object.keys(args.baseImages),
    target: args.target,
    args: args.args,
  });
}
