import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-ingress-no-snippets";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodIngresses } from "../../../support/traffic";

const at = (name: string) => `metadata.annotations["${name}"]`;
const nginx = (name: string) => at(`nginx.ingress.kubernetes.io/${name}`);
const server = nginx("server-snippet");

describeRule(rule, {
  baselines: goodIngresses(),
  mutations: [
    { name: "a snippet", change: set(server, "lua_package_path '';"), message: "found a snippet" },
    { name: "another snippet", change: set(nginx("configuration-snippet"), "") },
    { name: "a snippet that is not known yet", change: set(server, UNKNOWN) },
    { name: "a snippet for another prefix", change: set(at("ingress.example.org/auth-snippet"), "x") },
    { name: "a URL that goes on after its line", change: set(nginx("auth-url"), "http://a.org/\nload_module x;") },
    { name: "a URL with braces", change: set(nginx("auth-url"), "http://a.org/#;}") },
    { name: "a name with quotes", change: set(nginx("auth-tls-match-cn"), 'CN=a" b') },
    { name: "a mirror with a quote", change: set(nginx("mirror-target"), "http://a.org/'") },
    { name: "another mirror with braces", change: set(nginx("mirror-host"), "a{b") },
    { name: "a URL for another prefix", change: set(at("ingress.example.org/auth-url"), "{") },
    {
      name: "a snippet beside a URL that is not known yet",
      change: all(set(server, "x"), set(nginx("auth-url"), UNKNOWN)),
    },
    { name: "a patch with a snippet", of: "a patch that leaves things out", change: set(server, "x") },
  ],
  allowed: [
    {
      name: "plain values",
      change: all(set(nginx("auth-url"), "https://$host/check?a=1"), set(nginx("auth-tls-match-cn"), "CN=(client)")),
    },
    { name: "braces elsewhere", change: set(nginx("denylist"), "{}") },
  ],
  unknown: [
    { name: "a URL that is not known yet", change: set(nginx("auth-url"), UNKNOWN) },
    { name: "annotations that are not known yet", change: set("metadata.annotations", UNKNOWN) },
  ],
});
