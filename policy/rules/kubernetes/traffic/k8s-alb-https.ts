import { fewOf } from "../../../lib/aws/permissions";
import { SSL_POLICIES } from "../../../lib/aws/tls-policies";
import { isSet } from "../../../lib/is-set";
import { albSetting, ingresses, isAlb, tlsHosts } from "../../../lib/kubernetes/ingress";
import { isObject } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

interface Ports {
  readonly http: readonly string[];
  readonly https: readonly string[];
}

export default defineRule<{ sslPolicies: string[] }>({
  id: "k8s-alb-https",
  title: "An ALB of an Ingress serves HTTPS with current ciphers, and redirects HTTP to it",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "CKV_AWS_2",
    "CKV_AWS_103",
    "CKV2_AWS_20",
    "ELB.1",
    "ELB.17",
    "ELB.18",
    "Kyverno require-encryption-aws-loadbalancers",
  ],
  fields: ["listen-ports", "ssl-redirect", "certificate-arn", "ssl-policy"].map(
    (name) => `metadata.annotations["alb.ingress.kubernetes.io/${name}"]`,
  ),
  why: "Left alone the controller makes a listener without TLS, and one with TLS accepts versions that are broken.",
  fix: 'Set the annotations listen-ports to [{"HTTP": 80}, {"HTTPS": 443}], ssl-redirect to "443", certificate-arn and ssl-policy.',
  appliesTo: ingresses,
  parameters: {
    sslPolicies: SSL_POLICIES,
  },
  check(resource, check) {
    if (!isAlb(resource)) return;
    const certificate = albSetting(resource, "certificate-arn");
    const policies = check.parameters.sslPolicies;
    const isAllowed = (value: unknown) => policies.some((one) => one === value);
    check.expect(albSetting(resource, "ssl-policy"), isAllowed, `one of ${fewOf(policies)}`);
    check.each([certificate], (at) => {
      if (isSet(at) || tlsHosts(resource).length > 0) return;
      check.violation({ at, wanted: "a certificate's ARN, or hosts in spec.tls", absence: true });
    });
    const listeners = albSetting(resource, "listen-ports");
    // Which listeners there are by default depends on annotations that a patch leaves out.
    if (resource.kind.isPatch && !listeners.exists) return;
    const { http, https } = portsOf(resource);
    if (https.length === 0) check.violation({ at: listeners, wanted: 'a list with HTTPS, such as [{"HTTPS": 443}]' });
    if (http.length === 0) return;
    const redirect = albSetting(resource, "ssl-redirect");
    check.expect(redirect, (port) => https.some((one) => one === port), `the port of HTTPS, ${https[0] ?? "443"}`);
  },
  remediate(resource, remedy) {
    if (!isAlb(resource)) return;
    const { http, https } = portsOf(resource);
    const [policy] = remedy.parameters.sslPolicies;
    // Neither means anything without a listener for HTTPS.
    if (https[0] === undefined) return;
    if (policy !== undefined) remedy.setIfAbsent(albSetting(resource, "ssl-policy"), policy);
    if (http.length > 0) remedy.setIfAbsent(albSetting(resource, "ssl-redirect"), https[0]);
  },
});

/** The ports that the controller listens on; without the annotation, one that depends on whether a certificate is named. */
function portsOf(ingress: Resource): Ports {
  const annotation = albSetting(ingress, "listen-ports");
  if (annotation.read() === undefined) {
    return isSet(albSetting(ingress, "certificate-arn")) ? { http: [], https: ["443"] } : { http: ["80"], https: [] };
  }
  const listeners = annotation.parsed().items();
  // In words, as the annotation for the redirection has them.
  const portsFor = (protocol: string) =>
    listeners.flatMap(({ value }) =>
      isObject(value) && Object.hasOwn(value, protocol) ? [JSON.stringify(value[protocol])] : [],
    );
  return { http: portsFor("HTTP"), https: portsFor("HTTPS") };
}
