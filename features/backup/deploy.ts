import * as pulumi from "@pulumi/pulumi";
import type { ResolvedConfig } from "../../config/resolve";

/** Says what an environment that asks for backups does not get yet. */
export function warnOfBackup({ backup }: ResolvedConfig): void {
  if (!backup.enabled) return;
  void pulumi.log.warn(
    "platform:backup.enabled is true, and nothing is backed up yet: schedules, retention and restores are missing. Back up what is " +
      "stateful by other means until the platform does.",
  );
}
