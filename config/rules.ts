import type { Draft, Rule } from "./draft";
import type { Fault } from "./faults";
import { backupRules } from "../features/backup/config";
import { environmentRules } from "../features/environment/config";
import { imagesRules } from "../features/images/config";
import { monitoringRules } from "../features/monitoring/config";
import { namespaceRules } from "../features/namespace/config";
import { rehearsalRules } from "../features/rehearsal/config";
import { scaleRules } from "../features/scale/rules";
import { secretsRules } from "../features/secrets/config";
import { servicesRules } from "../features/services/rules";
import { versionRules } from "../features/target/version";
import { workloadRules } from "../features/workload/config";

/** What must hold between keys, or in an environment. */
export const RULES: readonly Rule[] = [
  ...environmentRules,
  ...versionRules,
  ...workloadRules,
  ...scaleRules,
  ...namespaceRules,
  ...secretsRules,
  ...servicesRules,
  ...imagesRules,
  ...monitoringRules,
  ...backupRules,
  ...rehearsalRules,
];

/** Everything that is wrong between keys, or wrong for the environment, in what of a configuration could be read. */
export function brokenRules(draft: Draft): Fault[] {
  return RULES.flatMap((rule) => rule(draft));
}
