import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/lib/unknown";
import type { Given } from "./changes";
import { typed } from "./typed";

/** A VPC, named `vpc`. */
export function vpc(): Given {
  return typed<aws.ec2.VpcArgs>("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }, { name: "vpc" });
}

/** A private subnet of the VPC, in a zone such as `a`. */
export function privateSubnet(zone: string): Given {
  return subnet(`private-${zone}`, zone, false);
}

/** A public subnet of the VPC. */
export function publicSubnet(zone: string): Given {
  return subnet(`public-${zone}`, zone, true);
}

function subnet(name: string, zone: string, mapPublicIpOnLaunch: boolean): Given {
  return typed<aws.ec2.SubnetArgs>(
    "aws:ec2/subnet:Subnet",
    { vpcId: UNKNOWN, availabilityZone: `eu-central-1${zone}`, mapPublicIpOnLaunch },
    { name, dependencies: { vpcId: ["vpc"] } },
  );
}
