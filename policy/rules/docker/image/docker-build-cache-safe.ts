import { builds } from "../../../lib/docker/build";
import { expectPlaces, isInPlace, REGISTRIES } from "../../../lib/docker/registries";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ registries: readonly string[] }>({
  id: "docker-build-cache-safe",
  title: "Caches of builds are kept in registries that are allowed",
  severity: "low",
  levels: { dev: "advisory", production: "advisory" },
  references: ["Own"],
  fields: [
    "cacheFrom[].registry.ref",
    "cacheTo[].registry.ref",
    "cacheFrom[].raw",
    "cacheTo[].raw",
    "build.cacheFrom.images",
  ],
  why: "Layers from a cache become part of the image unseen, and layers in a cache hold everything that the build has read.",
  fix: "Keep the cache in a registry of the platform, and list that in registries, a parameter of this rule.",
  appliesTo: builds,
  parameters: {
    registries: {
      ...REGISTRIES,
      description:
        "Registries that caches may be in, each with a path below it if only that is meant. None is allowed unless set.",
    },
  },
  check(resource, check) {
    const { registries } = check.parameters;
    expectPlaces(check, resource.at("build", "cacheFrom", "images").items(), registries);
    const caches = ["cacheFrom", "cacheTo"].flatMap((list) => resource.at(list).items());
    check.each(caches, (cache) => {
      if (cache.at("disabled").isTrue()) return;
      const ref = cache.at("registry", "ref");
      if (cache.at("registry").exists) expectPlaces(check, [ref], registries);
      check.each([cache.at("raw")], (raw) => {
        const written = refOf(raw);
        if (written !== undefined && !isInPlace(written, registries))
          check.violation({ at: raw, wanted: "a cache in an allowed registry" });
      });
    });
  },
});

/** The image that a cache is written out as: `type=registry,ref=...`, or the name by itself. Undefined for other types of cache. */
function refOf(raw: Node): string | undefined {
  const text = raw.text();
  if (text === undefined) return undefined;
  if (!text.includes("=")) return text;
  const fields = new Map(
    text.split(",").map((field): [string, string] => {
      const [name = "", ...value] = field.split("=");
      return [name.trim().toLowerCase(), value.join("=")];
    }),
  );
  return fields.get("type") === "registry" ? (fields.get("ref") ?? "") : undefined;
}
