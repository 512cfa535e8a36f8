import type { Node } from "../node";
import type { Resource } from "../resource";
import { types } from "../stack";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";

export const distributions = types(DISTRIBUTION, "aws:cloudfront/multitenantDistribution:MultitenantDistribution");

/** Distributions that the legacy logs and S3 origins are fields of; one for several tenants has neither. */
export const singleDistributions = types(DISTRIBUTION);

/** The behaviours of a distribution: the default one, then those for paths. */
export function behaviours(distribution: Resource): Node[] {
  const ofPaths = singleDistributions(distribution.type) ? "orderedCacheBehaviors" : "cacheBehaviors";
  return [distribution.at("defaultCacheBehavior"), ...distribution.at(ofPaths).items()];
}

/** The settings of the origins that CloudFront reaches over HTTP or HTTPS. */
export function customOrigins(distribution: Resource): Node[] {
  return distribution
    .at("origins")
    .items()
    .flatMap((origin) => {
      const config = origin.at("customOriginConfig");
      return config.exists ? [config] : origin.at("customOriginConfigs").items();
    });
}
