import { z } from "zod";
import { shapeOf } from "./feature";
import { backupFeature } from "../features/backup/config";
import { debugFeature, environmentFeature } from "../features/environment/config";
import { imagesFeature } from "../features/images/config";
import { monitoringFeature } from "../features/monitoring/config";
import { namespaceFeature } from "../features/namespace/config";
import { rehearsalFeature } from "../features/rehearsal/config";
import { scaleFeature } from "../features/scale/schema";
import { secretsFeature } from "../features/secrets/config";
import { servicesFeature } from "../features/services/schema";
import { targetFeature } from "../features/target/config";
import { workloadFeature } from "../features/workload/config";

/**
 * The whole configuration of a stack: the keys of `Pulumi.<stack>.yaml` in the namespace `platform`, one feature each.
 * What depends on several keys, and what an environment must have, is in the rules of the features.
 */
export const platformSchema = z.strictObject(
  shapeOf([
    environmentFeature,
    debugFeature,
    targetFeature,
    workloadFeature,
    scaleFeature,
    namespaceFeature,
    secretsFeature,
    servicesFeature,
    imagesFeature,
    monitoringFeature,
    backupFeature,
    rehearsalFeature,
  ]),
);

/** The checked configuration of a stack. */
export type PlatformConfig = z.infer<typeof platformSchema>;

/** The top-level keys, as they stand behind `platform:` in a stack file. */
export const PLATFORM_KEYS = Object.keys(platformSchema.shape) as (keyof PlatformConfig)[];
