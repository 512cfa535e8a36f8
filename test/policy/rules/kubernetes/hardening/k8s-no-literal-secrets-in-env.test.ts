import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-no-literal-secrets-in-env";
import { all, set, type Change } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const env = pod("containers[0].env");
const value = `${env}[0].value`;
const variable = (name: string, literal?: unknown): Change =>
  all(set(`${env}[0].value`, literal), set(`${env}[0].name`, name));

/** No part of the secret is in the message. */
const HIDDEN = /^(?!.*hunter2).*found a value/;

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    { name: "a password", change: variable("DB_PASSWORD", "hunter2"), path: value, message: HIDDEN },
    { name: "a token that is not known yet", change: variable("API_TOKEN", UNKNOWN), path: value, message: HIDDEN },
    { name: "a password that is a number", change: variable("DB_PASSWORD", 1234), path: value },
    { name: "a password after a reference", change: variable("DB_PASSWORD", "$(PREFIX)hunter2"), path: value },
    {
      name: "a password that only looks like a reference",
      change: variable("DB_PASSWORD", "$$(hunter2)"),
      path: value,
    },
    {
      name: "an access key under another name",
      change: variable("SETTINGS", ["AKIA", "ABCDEFGHIJKLMNOP"].join("")),
      path: value,
      message: /^(?!.*AKIA).*a value that looks like a secret/,
    },
    {
      name: "a URL with a password",
      change: variable("DATABASE", "postgres://app:hunter2@db.example.org/shop"),
      path: value,
      message: HIDDEN,
    },
    {
      name: "a secret under a name that is not known yet",
      change: variable(UNKNOWN, "redis://:hunter2@cache"),
      path: value,
    },
    {
      name: "a password in an init container",
      change: set(pod("initContainers[0].env"), [{ name: "PASSWORD", value: "hunter2" }]),
      path: pod("initContainers[0].env[0].value"),
    },
    {
      name: "a password in a patch",
      of: "a patch that leaves things out",
      change: variable("DB_PASSWORD", "hunter2"),
      path: value,
    },
    {
      name: "a password beside what is not known yet",
      change: set(env, [
        { name: "A", value: UNKNOWN },
        { name: "DB_PASSWORD", value: "hunter2" },
      ]),
      path: `${env}[1].value`,
    },
  ],
  allowed: [
    { name: "a plain value", change: variable("LOG_LEVEL", "info") },
    { name: "the way to a secret", change: variable("DB_PASSWORD_FILE", "/run/secrets/db") },
    { name: "an empty value", change: variable("DB_PASSWORD", "") },
    { name: "a switch", change: variable("USE_TOKEN", "true") },
    { name: "a switch that is off", change: variable("USE_TOKEN", "false") },
    {
      name: "a reference to a Secret",
      change: set(env, [{ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } }]),
    },
    { name: "a reference to another variable", change: variable("PGPASSWORD", "$(DB_PASSWORD)") },
    {
      name: "a URL whose password is another variable",
      change: variable("DATABASE", "postgres://app:$(DB_PASSWORD)@db.example.org/shop"),
    },
  ],
  unknown: [
    { name: "an unknown value under a name that says nothing", change: variable("SETTINGS", UNKNOWN), path: value },
    { name: "an unknown name", change: variable(UNKNOWN, "hunter2"), path: `${env}[0].name` },
    { name: "unknown variables", change: set(env, UNKNOWN) },
  ],
});
