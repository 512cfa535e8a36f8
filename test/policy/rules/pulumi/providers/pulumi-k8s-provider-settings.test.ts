import { stringify } from "yaml";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/pulumi/providers/pulumi-k8s-provider-settings";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

const kubeconfig = (...users: unknown[]) => ({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "main", cluster: { server: "https://cluster.example.org" } }],
  users: users.map((user, index) => ({ name: `user-${index}`, user })),
});

const fetching = {
  exec: { apiVersion: "client.authentication.k8s.io/v1", command: "aws", args: ["eks", "get-token"] },
};

const provider = (config: string) => [
  {
    type: "pulumi:providers:kubernetes",
    properties: { kubeconfig: config, context: "main", enableServerSideApply: "true" },
  },
];

describeRule(rule, {
  baselines: {
    "a provider with the path of a kubeconfig": provider("/home/user/.kube/config"),
    "a provider that fetches its tokens": provider(stringify(kubeconfig(fetching))),
  },
  mutations: [
    {
      name: "a token",
      change: set("kubeconfig", stringify(kubeconfig(fetching, { token: "abc123" }))),
      message: /found a kubeconfig with a token, a password or a private key in it(?!.*abc123)/,
    },
    { name: "a password", change: set("kubeconfig", stringify(kubeconfig({ username: "a", password: "hunter2" }))) },
    {
      name: "a private key",
      change: set(
        "kubeconfig",
        stringify(kubeconfig({ "client-certificate-data": "Y2VydA==", "client-key-data": "a2V5" })),
      ),
    },
    { name: "a token in JSON", change: set("kubeconfig", JSON.stringify(kubeconfig({ token: "abc123" }))) },
    { name: "no server-side apply", change: set("enableServerSideApply", "false") },
    {
      name: "no server-side apply beside a kubeconfig that is not known yet",
      change: all(set("enableServerSideApply", false), set("kubeconfig", UNKNOWN)),
    },
    {
      name: "a token beside a switch that is not known yet",
      change: all(set("kubeconfig", stringify(kubeconfig({ token: "abc123" }))), set("enableServerSideApply", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "nothing about server-side apply, which is on then", change: set("enableServerSideApply", undefined) },
    { name: "no kubeconfig", change: set("kubeconfig", undefined) },
    { name: "an empty token", change: set("kubeconfig", stringify(kubeconfig({ token: "" }))) },
    { name: "users that are no objects", change: set("kubeconfig", stringify({ users: [null, { name: "a" }] })) },
    { name: "what is not a YAML", change: set("kubeconfig", '{"users": [') },
  ],
  unknown: [
    { name: "an unknown kubeconfig", change: set("kubeconfig", UNKNOWN) },
    { name: "an unknown switch", change: set("enableServerSideApply", UNKNOWN) },
  ],
  ignored: [{ type: "pulumi:providers:aws", properties: {} }],
});
