import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-configmap-no-secrets";
import { all, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

const accessKey = ["AKIA", "ABCDEFGHIJKLMNOP"].join("");
const base64 = (text: string) => Buffer.from(text).toString("base64");

describeRule(rule, {
  baselines: {
    "a ConfigMap": [
      {
        type: "kubernetes:core/v1:ConfigMap",
        properties: {
          metadata: { name: "web", namespace: "shop" },
          data: { LOG_LEVEL: "info", "app.yaml": "passwordFile: /run/secrets/db\n" },
          binaryData: { logo: base64("PNG") },
        },
      },
    ],
    "an empty ConfigMap": [{ type: "kubernetes:core/v1:ConfigMap", properties: {} }],
  },
  mutations: [
    { name: "a password", change: set("data.DB_PASSWORD", "hunter2"), message: /^(?!.*hunter2).*found a value/ },
    { name: "a password that is not known yet", change: set("data.DB_PASSWORD", UNKNOWN) },
    { name: "a key of the binary part", change: set("binaryData.api-key", base64("hunter2")) },
    {
      name: "an access key in a file",
      change: set('data["app.yaml"]', `key: ${accessKey}\n`),
      message: /^(?!.*AKIA).*a value that looks like a secret/,
    },
    { name: "an access key in a binary file", change: set("binaryData.logo", base64(`PNG ${accessKey} PNG`)) },
    {
      name: "a password in a patch",
      change: all(set("data.password", "hunter2"), state({ type: "kubernetes:core/v1:ConfigMapPatch" })),
    },
    {
      name: "a password beside what is not known yet",
      change: all(set("data.password", "hunter2"), set("data.LOG_LEVEL", UNKNOWN), set("binaryData", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "the way to a secret", change: set("data.DB_PASSWORD_FILE", "/run/secrets/db") },
    { name: "an empty value", change: set("data.DB_PASSWORD", "") },
    { name: "text in the binary part that is not base64", change: set("binaryData.logo", "%%%") },
  ],
  unknown: [
    { name: "an unknown value under a name that says nothing", change: set("data.LOG_LEVEL", UNKNOWN) },
    { name: "unknown data", change: set("data", UNKNOWN) },
    { name: "unknown binary data", change: set("binaryData", UNKNOWN) },
  ],
});
