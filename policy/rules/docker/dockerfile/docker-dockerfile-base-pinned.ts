import { DockerfileError } from "../../../../formats/dockerfile/error";
import { attempt, inlineDockerfile } from "../../../lib/docker/dockerfile";
import { parseImage } from "../../../lib/kubernetes/image";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule<{ digest: boolean }>({
  id: "docker-dockerfile-base-pinned",
  title: "Images are built on others that stay the same",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_DOCKER_7", "CKV_DOCKER_11"],
  fields: ["dockerfile.inline", "buildArgs"],
  why: "A base that moves makes another image of the same Dockerfile tomorrow, with what nobody has tested.",
  fix: "Name the base with its digest, name:tag@sha256: and 64 hexadecimal digits, in FROM or in the argument that FROM names.",
  appliesTo: types("docker-build:index:Image"),
  parameters: {
    digest: {
      type: "boolean",
      description: "Whether a digest is needed; a tag other than latest is enough if not.",
      default: true,
    },
  },
  check(resource, check) {
    const { digest } = check.parameters;
    const file = inlineDockerfile(resource);
    if (!file) return;
    const wanted = digest ? "a base with a digest" : "a base with a digest, or with a tag other than latest";
    if ("fault" in file) {
      check.violation({ at: file.node, found: `a Dockerfile that cannot be built (${file.fault.message})`, wanted });
      return;
    }
    const { build } = file;
    check.each(build.dockerfile.stages, (stage) => {
      const base = attempt(() => build.baseOf(stage));
      const name = base instanceof DockerfileError ? "" : base.name;
      if (!(base instanceof DockerfileError) && (base.stage || name === "scratch" || isPinned(name, digest))) return;
      const written = name === stage.image || name === "" ? stage.image : `${stage.image}, which is ${name},`;
      check.violation({ at: file.node, found: `FROM ${written} in line ${stage.from.line}`, wanted });
    });
  },
});

function isPinned(name: string, needsDigest: boolean): boolean {
  const image = parseImage(name);
  if (image?.digest !== undefined) return true;
  return !needsDigest && image?.tag !== undefined && image.tag !== "latest";
}
