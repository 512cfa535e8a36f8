import { CERTAIN_AFTER } from "../causes/certainty";
import type { KubernetesObject } from "../../types";
import type { Assessment, Lookup, Rule, View } from "../rule";
import { conditionOf } from "../shapes";
import { controllerFinding } from "./replicas";

interface Definition extends KubernetesObject {
  spec?: { group?: string; names?: { kind?: string }; versions?: { name: string; served?: boolean }[] };
}

/** The condition comes a moment before discovery knows the kind, and until then no object of it can be created. */
async function isServed(object: KubernetesObject, { client }: Lookup): Promise<boolean> {
  const { group = "", names, versions = [] } = (object as Definition).spec ?? {};
  const served = versions.filter((version) => version.served);
  const kind = names?.kind ?? "";
  await Promise.all(served.map(({ name }) => client.discover({ apiVersion: `${group}/${name}`, kind })));
  return true;
}

function assess(view: View): Assessment {
  const established = conditionOf(view.object, "Established");
  const names = conditionOf(view.object, "NamesAccepted");
  if (established?.status === "True" && names?.status === "True") {
    return { ready: true, confirm: (lookup) => isServed(view.object, lookup) };
  }
  if (names?.status === "False") {
    const problem = `its names are taken: ${names.message ?? names.reason ?? "no reason given"}`;
    // Another definition with the same names may be on its way out.
    const finding = controllerFinding(problem, CERTAIN_AFTER.parallelCreation);
    return { ready: false, progress: "the names are not accepted", findings: [finding] };
  }
  return { ready: false, progress: "the API server does not serve the kind yet" };
}

/** A CustomResourceDefinition is ready when its names are accepted and the API server serves its kind. */
export const customResourceDefinition: Rule = { watch: "object", confirmEvery: 100, assess };
