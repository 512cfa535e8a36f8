import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const ALGORITHMS: readonly unknown[] = [
  undefined,
  "RSA_2048",
  "RSA_3072",
  "RSA_4096",
  "EC_prime256v1",
  "EC_secp384r1",
  "EC_secp521r1",
];

export default defineRule({
  id: "aws-acm-no-wildcard",
  title: "Certificates are for the names they are used for, with keys of today",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV2_AWS_71", "FSBP ACM.2"],
  fields: ["domainName", "subjectAlternativeNames[]", "keyAlgorithm"],
  why: "A wildcard's key passes for every host of the domain, also for those that others run; RSA keys of 1024 bits can be broken.",
  fix: "State each name in domainName and subjectAlternativeNames, and leave keyAlgorithm out or take EC_prime256v1.",
  appliesTo: types("aws:acm/certificate:Certificate"),
  check(certificate, check) {
    check.each([certificate.at("domainName"), ...certificate.at("subjectAlternativeNames").items()], (node) => {
      check.expect(node, (value) => !(typeof value === "string" && value.includes("*")), "a name without a wildcard");
    });
    check.expect(
      certificate.at("keyAlgorithm"),
      (value) => ALGORITHMS.includes(value),
      "RSA of 2048 bits or more, EC, or not set",
    );
  },
});
