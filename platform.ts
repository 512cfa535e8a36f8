import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { Namespace } from "./components/cluster/namespace";
import { makeNetworkPolicies } from "./components/network/collector";
import { Scope } from "./components/scope";
import { createTarget } from "./components/target/target";
import type { Quota } from "./config/demand";
import type { ResolvedConfig } from "./config/resolve";
import { warnOfBackup } from "./features/backup/deploy";
import { ExternalImages, type ResolvedTags } from "./features/images/deploy";
import { LastUpdate } from "./features/last-update";
import { warnOfMonitoring } from "./features/monitoring/deploy";
import { quotaOf } from "./features/namespace/deploy";
import { releaseOf, type ReleaseOutputs } from "./features/release/deploy";
import { deploySecrets } from "./features/secrets/deploy";
import type { ServiceOutputs } from "./features/services/deploy";
import { deployServices } from "./features/services/deploy";
import { keepsVolumes } from "./features/services/volumes";

/** What a stack says to those who use it. */
export interface PlatformOutputs {
  readonly environment: string;
  readonly namespace: pulumi.Output<string>;
  /** What runs, by the key of the configuration. */
  readonly services: Readonly<Record<string, ServiceOutputs>>;
  /** What the tags of external images were resolved to, by name; left out where there are none. The next update reads it. */
  readonly images?: pulumi.Output<ResolvedTags>;
  /** The quota that follows from the services; left out where one is named. The next update reads it. */
  readonly quota?: pulumi.Output<Quota>;
  /** What of this can be promoted to another environment. */
  readonly release: ReleaseOutputs;
}

/** Stands up the platform of one environment: the capabilities in their order, then what they contributed. */
export function deployPlatform(config: ResolvedConfig): PlatformOutputs {
  const { environment } = config;
  const target = createTarget({ ...config.target, logins: config.images.logins });
  const providers = [new random.Provider("random")];
  const last = new LastUpdate();
  const { quota, outputs: quotaOutputs } = quotaOf(config.namespace, last);
  const { pullSecret } = target.registry;
  const namespace = new Namespace(
    "platform",
    { ...config.namespace, quota, pullSecret, keepsVolumes: keepsVolumes(config.services) },
    { providers: [target.cluster.provider, ...providers] },
  );
  const scope = new Scope({ target, namespace, environment, providers });

  const secrets = deploySecrets(config.secrets, scope);
  const images = new ExternalImages(target.registry, last, config.images.resolve);
  const services = deployServices(config, { secrets, images }, scope);

  warnOfMonitoring(config);
  warnOfBackup(config);
  makeNetworkPolicies(scope);
  const release = releaseOf(config, services, secrets);
  const kept = { ...quotaOutputs, ...(images.outputs && { images: images.outputs }) };
  return { environment, namespace: namespace.name, services, ...kept, release };
}
