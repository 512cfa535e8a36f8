import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

/** A zone that answers the internet. */
export function goodZone(): Given {
  return typed<aws.route53.ZoneArgs>("aws:route53/zone:Zone", { name: "example.org" }, { name: "zone" });
}

/** A zone that belongs to a VPC. */
export function privateZone(): Given {
  return typed<aws.route53.ZoneArgs>(
    "aws:route53/zone:Zone",
    { name: "shop.internal", vpcs: [{ vpcId: "vpc-1" }] },
    { name: "private" },
  );
}

/** A record whose target is a resource of the stack. */
export function goodRecord(properties: Partial<Given["properties"]> = {}, facts: Partial<Given> = {}): Given {
  const record = typed<aws.route53.RecordArgs>(
    "aws:route53/record:Record",
    { name: "www", type: "A", zoneId: "Z1" },
    { name: "record", dependencies: { zoneId: ["zone"] } },
  );
  return {
    ...record,
    ...facts,
    properties: { ...record.properties, ...properties },
    dependencies: { ...record.dependencies, ...facts.dependencies },
  };
}
