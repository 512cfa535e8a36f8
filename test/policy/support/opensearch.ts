import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

const LOG_GROUP = "arn:aws:logs:eu-central-1:111122223333:log-group:search";

const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:role/shop" }, Action: "es:ESHttp*", Resource: "*" },
  ],
});

const options = {
  domainName: "search",
  accessPolicies: policy,
  vpcOptions: { subnetIds: ["subnet-1", "subnet-2", "subnet-3"], securityGroupIds: ["sg-1"] },
  encryptAtRest: { enabled: true, kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/1" },
  nodeToNodeEncryption: { enabled: true },
  domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
  advancedSecurityOptions: { enabled: true, masterUserOptions: { masterUserArn: "arn:aws:iam::111122223333:role/op" } },
  logPublishingOptions: [
    { logType: "ES_APPLICATION_LOGS", cloudwatchLogGroupArn: LOG_GROUP },
    { logType: "AUDIT_LOGS", cloudwatchLogGroupArn: LOG_GROUP, enabled: true },
  ],
  clusterConfig: {
    instanceCount: 3,
    zoneAwarenessEnabled: true,
    zoneAwarenessConfig: { availabilityZoneCount: 3 },
    dedicatedMasterEnabled: true,
    dedicatedMasterCount: 3,
  },
};

/** A domain that keeps every rule. */
export function goodDomain(): Given {
  return typed<aws.opensearch.DomainArgs>("aws:opensearch/domain:Domain", {
    ...options,
    engineVersion: "OpenSearch_2.17",
    softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
  });
}

/** The same under the old name of the service. */
export function goodElasticsearchDomain(): Given {
  return typed<aws.elasticsearch.DomainArgs>("aws:elasticsearch/domain:Domain", {
    ...options,
    elasticsearchVersion: "7.10",
  });
}

/** An access policy by itself. */
export function goodDomainPolicy(): Given {
  return typed<aws.opensearch.DomainPolicyArgs>("aws:opensearch/domainPolicy:DomainPolicy", {
    domainName: "search",
    accessPolicies: policy,
  });
}
