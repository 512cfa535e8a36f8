import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

/** A load balancer for an application on the internet that keeps every rule. */
export function goodLoadBalancer(facts: Partial<Omit<Given, "type" | "properties">> = {}): Given {
  return typed<aws.lb.LoadBalancerArgs>(
    "aws:lb/loadBalancer:LoadBalancer",
    {
      loadBalancerType: "application",
      subnets: ["subnet-1", "subnet-2"],
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      accessLogs: { bucket: "logs", enabled: true },
      enableDeletionProtection: true,
    },
    facts,
  );
}

/** A load balancer of the network that keeps every rule. */
export function goodNetworkLoadBalancer(): Given {
  return typed<aws.lb.LoadBalancerArgs>("aws:lb/loadBalancer:LoadBalancer", {
    loadBalancerType: "network",
    subnets: ["subnet-1", "subnet-2"],
    accessLogs: { bucket: "logs", enabled: true },
    enableDeletionProtection: true,
    enableCrossZoneLoadBalancing: true,
  });
}

/** A listener for HTTPS that keeps every rule. */
export function goodListener(): Given {
  return typed<aws.lb.ListenerArgs>("aws:lb/listener:Listener", {
    loadBalancerArn: "arn",
    port: 443,
    protocol: "HTTPS",
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1",
    defaultActions: [{ type: "forward", targetGroupArn: "arn" }],
  });
}

/** A listener that leads from HTTP to HTTPS, under the older name. */
export function redirectingListener(): Given {
  return typed<aws.alb.ListenerArgs>("aws:alb/listener:Listener", {
    loadBalancerArn: "arn",
    port: 80,
    protocol: "HTTP",
    defaultActions: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } }],
  });
}
