import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/acm/aws-acm-no-wildcard";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

describeRule(rule, {
  baselines: {
    "a certificate": [
      typed<aws.acm.CertificateArgs>("aws:acm/certificate:Certificate", {
        domainName: "shop.example.org",
        subjectAlternativeNames: ["www.shop.example.org"],
        validationMethod: "DNS",
        keyAlgorithm: "EC_prime256v1",
      }),
    ],
  },
  mutations: [
    { name: "a wildcard", change: set("domainName", "*.example.org") },
    { name: "a wildcard among other names", change: set("subjectAlternativeNames[1]", "*.example.org") },
    { name: "a short key", change: set("keyAlgorithm", "RSA_1024") },
    {
      name: "a wildcard beside an unknown name",
      change: all(set("subjectAlternativeNames[1]", "*.example.org"), set("domainName", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "the default key", change: remove("keyAlgorithm") },
    ...["RSA_2048", "RSA_3072", "RSA_4096", "EC_secp384r1", "EC_secp521r1"].map((algorithm) => ({
      name: `a key of ${algorithm}`,
      change: set("keyAlgorithm", algorithm),
    })),
    {
      name: "a certificate from elsewhere, without names of its own",
      change: all(remove("domainName"), remove("subjectAlternativeNames"), set("certificateBody", "PEM")),
    },
  ],
  unknown: [
    { name: "an unknown name", change: set("domainName", UNKNOWN) },
    { name: "unknown other names", change: set("subjectAlternativeNames", UNKNOWN) },
    { name: "an unknown key", change: set("keyAlgorithm", UNKNOWN) },
  ],
});
