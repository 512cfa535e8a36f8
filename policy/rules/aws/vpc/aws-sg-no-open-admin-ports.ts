import { ingressTypes, reportOpenPorts } from "../../../lib/aws/security-group";
import { defineRule } from "../../../lib/rule";

const SSH = 22;
const REMOTE_DESKTOP = 3389;

export default defineRule({
  id: "aws-sg-no-open-admin-ports",
  title: "No security group lets the internet reach SSH or Remote Desktop",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "CKV_AWS_24",
    "CKV_AWS_25",
    "CKV_AWS_277",
    "FSBP EC2.19",
    "AWS-0107",
    "CIS AWS 5.3/6.3",
    "CIS AWS 5.4/6.4",
  ],
  fields: [
    "ingress[].cidrBlocks",
    "ingress[].ipv6CidrBlocks",
    "cidrIpv4",
    "cidrIpv6",
    "protocol",
    "fromPort",
    "toPort",
  ],
  why: "Open ports of administration are found within minutes, and from then on passwords and flaws are tried all day.",
  fix: "Use Session Manager instead, or name the networks that administrators come from.",
  appliesTo: ingressTypes,
  check(resource, check) {
    reportOpenPorts(resource, check, [SSH, REMOTE_DESKTOP]);
  },
});
