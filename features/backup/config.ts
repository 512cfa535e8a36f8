import type { Rule } from "../../config/draft";
import { requiredIn } from "../../config/draft";
import { flag, strict } from "../../config/fields";

const schema = strict({
  /** Whether what is stateful is backed up. */
  enabled: flag(),
});

/** The backups of an environment. */
export const backupFeature = { key: "backup", schema } as const;

export const backupRules: readonly Rule[] = [
  requiredIn(
    ["production"],
    "backup.enabled",
    (config) => config.backup?.enabled,
    (on) => on,
    "true",
  ),
];
