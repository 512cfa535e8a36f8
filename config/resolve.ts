import type { ResolvedImages } from "../features/images/config";
import { resolveImages } from "../features/images/config";
import type { ResolvedNamespace } from "../features/namespace/config";
import { resolveNamespace } from "../features/namespace/config";
import type { ResolvedRehearsal } from "../features/rehearsal/resolve";
import type { ResolvedService } from "../features/services/resolve";
import { resolveService } from "../features/services/resolve";
import type { ResolvedTarget } from "../features/target/config";
import type { PlatformConfig } from "./schema";
import type { ThirdPartyImage } from "./versions";
import { THIRD_PARTY_IMAGES } from "./versions";

/** A configuration with nothing left to look up. */
export interface ResolvedConfig extends Omit<
  PlatformConfig,
  "target" | "namespace" | "services" | "images" | "rehearsal"
> {
  readonly target: ResolvedTarget;
  readonly namespace: ResolvedNamespace;
  readonly services: readonly ResolvedService[];
  readonly images: ResolvedImages;
  /** What differs from the stack's own target; undefined where the stack is no rehearsal. */
  readonly rehearsal?: ResolvedRehearsal;
  /** Third-party images by short name. */
  readonly thirdPartyImages: Readonly<Record<string, ThirdPartyImage>>;
}

/**
 * Fills in what a configuration without a fault leaves open.
 *
 * @param config the checked configuration.
 * @param target what was looked up of its target.
 */
export function resolved({ rehearsal: _, ...config }: PlatformConfig, target: ResolvedTarget): ResolvedConfig {
  const services = Object.entries(config.services).map(([key, service]) =>
    resolveService(key, service, config.workload, config.scale),
  );
  return {
    ...config,
    target,
    namespace: resolveNamespace(config.namespace, config.environment, services),
    services,
    images: resolveImages(config.images, config.secrets),
    thirdPartyImages: THIRD_PARTY_IMAGES,
  };
}
