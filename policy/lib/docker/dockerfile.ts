import { Build } from "../../../formats/dockerfile/build";
import { DockerfileError } from "../../../formats/dockerfile/error";
import { parseDockerfile } from "../../../formats/dockerfile/parser";
import type { Node } from "../node";
import type { Resource } from "../resource";
import { buildOf } from "./build";

/** A Dockerfile that a program has written out. */
export interface InlineDockerfile {
  readonly node: Node;
  readonly build: Build;
}

/** One that cannot be built, and why. */
export interface BrokenDockerfile {
  readonly node: Node;
  readonly fault: DockerfileError;
}

/**
 * The Dockerfile that is part of a resource of docker-build, and its build. One that is a file is checked where it is.
 *
 * @param target the stage that is built, where that matters
 * @returns undefined where there is none, or nothing in it
 * @throws Undecided when it is not known yet.
 */
export function inlineDockerfile(resource: Resource, target?: string): InlineDockerfile | BrokenDockerfile | undefined {
  const node = resource.at("dockerfile", "inline");
  const text = node.text();
  if (text === undefined) return undefined;
  const { args } = buildOf(resource);
  const build = attempt(() => new Build(parseDockerfile(text), { target, argument: (name) => args.at(name).text() }));
  if (!(build instanceof DockerfileError)) return { node, build };
  // Without a line it is about the whole: there is nothing to build.
  return build.line === undefined ? undefined : { node, fault: build };
}

/**
 * Gives what a reading of a Dockerfile comes to, or why it cannot be read.
 *
 * @throws Undecided when it depends on what is not known yet.
 */
export function attempt<Result>(read: () => Result): Result | DockerfileError {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof DockerfileError) return fault;
    throw fault;
  }
}
