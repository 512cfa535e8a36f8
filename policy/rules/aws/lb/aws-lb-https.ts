import { leadsToHttps, listeners } from "../../../lib/aws/loadbalancer";
import { fewOf } from "../../../lib/aws/permissions";
import { SSL_POLICIES } from "../../../lib/aws/tls-policies";
import { defineRule } from "../../../lib/rule";

const TLS: readonly unknown[] = ["HTTPS", "TLS"];

export default defineRule<{ otherProtocols: string[]; sslPolicies: string[] }>({
  id: "aws-lb-https",
  title: "Listeners of load balancers speak TLS 1.2 or newer, or lead there",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "CKV_AWS_2",
    "CKV_AWS_103",
    "CKV2_AWS_20",
    "CKV2_AWS_74",
    "FSBP ELB.1",
    "FSBP ELB.17",
    "FSBP ELB.18",
    "AWS-0047",
    "AWS-0054",
  ],
  fields: ["Listener protocol", "sslPolicy", "defaultActions[].redirect.protocol"],
  why: "Over HTTP anybody on the way reads and changes requests; the default policy of a listener still accepts TLS 1.0.",
  fix: "Set protocol to HTTPS or TLS and sslPolicy to ELBSecurityPolicy-TLS13-1-2-2021-06, or redirect to HTTPS.",
  appliesTo: listeners,
  parameters: {
    otherProtocols: {
      type: "array",
      items: { type: "string" },
      description: "Further protocols that listeners may have, such as TCP where the targets end TLS themselves.",
      default: [],
    },
    sslPolicies: SSL_POLICIES,
  },
  check(listener, check) {
    const { otherProtocols, sslPolicies } = check.parameters;
    const protocol = listener.at("protocol");
    // A gateway load balancer has neither; without a protocol others speak HTTP. QUIC is never without TLS.
    if (!protocol.exists && !listener.at("port").exists) return;
    const spoken = protocol.text() ?? "HTTP";
    if (spoken === "QUIC" || otherProtocols.includes(spoken)) return;
    if (TLS.includes(spoken)) {
      const isAllowed = (value: unknown) => sslPolicies.some((one) => one === value);
      check.expect(listener.at("sslPolicy"), isAllowed, `one of ${fewOf(sslPolicies)}`);
    } else if (spoken !== "HTTP" || !leadsToHttps(listener.at("defaultActions"))) {
      check.violation({ at: protocol, found: spoken, wanted: "HTTPS or TLS, or HTTP that redirects to HTTPS" });
    }
  },
});
