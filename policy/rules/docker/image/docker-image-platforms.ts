import { builds, buildOf } from "../../../lib/docker/build";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ platforms: readonly string[] }>({
  id: "docker-image-platforms",
  title: "Every image is built for platforms that its nodes have",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["platforms", "build.platform"],
  why: "Without a platform an image is built for whatever machine builds it, and does not start on nodes of another kind.",
  fix: "Set platforms of docker-build, or build.platform of docker, to the platforms of the nodes, such as linux/amd64.",
  appliesTo: builds,
  parameters: {
    platforms: {
      type: "array",
      minItems: 1,
      items: { type: "string", minLength: 1 },
      description: "Platforms that images may be built for. The remediation sets the first.",
      default: ["linux/amd64", "linux/arm64"],
    },
  },
  check(resource, check) {
    const { platforms: allowed } = check.parameters;
    const { platforms } = buildOf(resource);
    const isAllowed = (value: unknown) => typeof value === "string" && allowed.includes(value);
    const wanted = `one of ${allowed.join(", ")}`;
    if (!Array.isArray(platforms.value) || platforms.value.length === 0) {
      check.expect(platforms, isAllowed, wanted);
      return;
    }
    for (const platform of platforms.items()) check.expect(platform, isAllowed, wanted);
  },
  remediate(resource, remedy) {
    const [first] = remedy.parameters.platforms;
    const isList = resource.kind.package === "docker-build";
    // Without a build there is nothing that is built for a platform.
    if (first !== undefined && (isList || resource.at("build").exists))
      remedy.setIfAbsent(buildOf(resource).platforms, isList ? [first] : first);
  },
});
