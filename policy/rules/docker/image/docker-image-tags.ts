import { builds, buildOf } from "../../../lib/docker/build";
import { expectPlaces, REGISTRIES } from "../../../lib/docker/registries";
import { parseImage } from "../../../lib/kubernetes/image";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ registries: readonly string[] }>({
  id: "docker-image-tags",
  title: "Every image is pushed under the tag of its version, to a registry that is allowed",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_DOCKER_7", "KSV-0013"],
  fields: ["tags", "imageName"],
  why: "Under latest nobody can tell which build an image is, and in a registry of others nobody of the platform scans it, keeps it, or decides who reads it.",
  fix: "Name the image with a registry of the platform and the tag of its version; add the registry to registries, a parameter of this rule.",
  appliesTo: builds,
  parameters: {
    registries: {
      ...REGISTRIES,
      description:
        "Registries that images may be pushed to, each with a path below it if only that is meant. None is allowed unless set.",
    },
  },
  check(resource, check) {
    const { names } = buildOf(resource);
    for (const name of names) check.expect(name, saysVersion, "a name with a tag other than latest");
    expectPlaces(check, names, check.parameters.registries);
  },
});

function saysVersion(value: unknown): boolean {
  const tag = typeof value === "string" ? parseImage(value)?.tag : undefined;
  return tag !== undefined && tag !== "latest";
}
