import { buildOf } from "../../../lib/docker/build";
import { expanded, inlineDockerfile, lineOf, valuesAfter } from "../../../lib/docker/dockerfile";
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
    const values = valuesAfter(file.initial, buildOf(resource).args);
    const wanted = digest ? "a base with a digest" : "a base with a digest, or with a tag other than latest";
    check.each(file.stages.entries(), ([index, { from }]) => {
      const written = from.getImage() ?? "";
      const name = expanded(written, values) ?? "";
      const isStage = file.stages.slice(0, index).some((earlier) => earlier.name === name.toLowerCase());
      if (name === "scratch" || isStage || isPinned(name, digest)) return;
      const base = name === written || name === "" ? written : `${written}, which is ${name},`;
      check.violation({ at: file.node, found: `FROM ${base} in line ${lineOf(from)}`, wanted });
    });
  },
});

function isPinned(name: string, needsDigest: boolean): boolean {
  const image = parseImage(name);
  if (image?.digest !== undefined) return true;
  return !needsDigest && image?.tag !== undefined && image.tag !== "latest";
}
