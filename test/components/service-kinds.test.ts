import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Secret } from "../../components/access/secret";
import type { Scope } from "../../components/scope";
import type { CronArgs, JobArgs, WorkerArgs } from "../../components/service/arguments";
import { Cron } from "../../components/service/cron";
import { Job } from "../../components/service/job";
import { Service } from "../../components/service/service";
import { Worker } from "../../components/service/worker";
import type { CronJob, Deployment, Job as JobObject, NetworkPolicy } from "../support/find";
import { inputs, resource, TYPES } from "../support/find";
import { renderInScope } from "../support/scope";
import { EXEC, failureOf, HTTP, POD, SAFE } from "../support/workloads";

const METRICS = { port: 9090, path: "/metrics", namespace: "monitoring" };
const RUN = { ...POD, deadline: 300, retries: 2 };
const CRON: CronArgs = {
  ...RUN,
  name: "report",
  schedule: "@daily",
  timeZone: "Etc/UTC",
  concurrency: "forbid",
  history: { succeeded: 3, failed: 1 },
  startingDeadline: 200,
};

const worker = (changes: Partial<WorkerArgs> = {}) =>
  renderInScope(
    (scope) =>
      new Worker(
        "mail",
        { ...POD, name: "mail", scaling: { kind: "fixed", replicas: 2 }, probes: EXEC, ...changes },
        scope,
      ),
  );
const cron = (changes: Partial<CronArgs> = {}) =>
  renderInScope((scope) => new Cron("report", { ...CRON, ...changes }, scope));
const job = (changes: Partial<JobArgs> = {}, also: (scope: Scope, job: Job) => void = () => undefined) =>
  renderInScope((scope) => also(scope, new Job("migrate", { ...RUN, name: "migrate", ...changes }, scope)));

describe("component Worker", () => {
  it("is a Deployment with its budget, and nothing leads to it", async () => {
    const rendering = await worker();
    expect(rendering.resources.filter(({ parent }) => parent === "mail").map(({ name }) => name)).to.have.members([
      "mail-disruption-budget",
      "mail-policy",
      "mail-service-account",
      "mail-workload",
    ]);
    const { spec } = inputs<Deployment>(rendering, TYPES.deployment, "mail-workload");
    const [container] = spec.template.spec.containers;
    expect(container).to.deep.include(SAFE).and.not.have.any.keys("ports", "lifecycle");
    expect(spec.strategy).to.deep.equal({ type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
    expect(inputs<NetworkPolicy>(rendering, TYPES.policy, "mail-policy").spec).not.to.have.any.keys(
      "ingress",
      "egress",
    );
  });

  it("is asked by its own program, which gets the time to start", async () => {
    const { spec } = inputs<Deployment>(await worker(), TYPES.deployment, "mail-workload");
    const exec = { command: ["check", "--now"] };
    expect(spec.template.spec.containers[0]).to.deep.include({
      startupProbe: { exec, periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 16 },
      readinessProbe: { exec, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 2 },
      livenessProbe: { exec, periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 3 },
    });
  });

  it("is asked on the port of its metrics, which only the monitoring may call, and where it finds them", async () => {
    const rendering = await worker({ probes: HTTP, metrics: METRICS });
    const { template } = inputs<Deployment>(rendering, TYPES.deployment, "mail-workload").spec;
    expect(template.spec.containers[0]?.ports).to.deep.equal([
      { name: "metrics", containerPort: 9090, protocol: "TCP" },
    ]);
    expect(template.spec.containers[0]?.readinessProbe.httpGet).to.deep.equal({ path: "/ready", port: "metrics" });
    expect(template.metadata.annotations).to.deep.equal({
      "prometheus.io/scrape": "true",
      "prometheus.io/port": "9090",
      "prometheus.io/path": "/metrics",
    });
    const { ingress } = inputs<NetworkPolicy>(rendering, TYPES.policy, "mail-policy").spec;
    expect(ingress).to.deep.equal([
      {
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
        ports: [{ protocol: "TCP", port: 9090 }],
      },
    ]);
  });

  it("is refused where nobody could ask it", async () => {
    expect(await failureOf(worker({ probes: HTTP }))).to.contain("mail: a worker has no port for probes of kind http");
    expect(await failureOf(worker({ probes: { ...EXEC, command: [] } }))).to.contain("probes.command is missing");
  });
});

describe("component Cron", () => {
  it("is a CronJob that says what happens to runs that overlap, are late, or are over", async () => {
    const { spec } = inputs<CronJob>(await cron(), TYPES.cronJob, "report-workload");
    const { jobTemplate, ...own } = spec;
    expect(own).to.deep.equal({
      schedule: "@daily",
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 200,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    });
    expect(jobTemplate.spec).to.deep.include({ backoffLimit: 2, activeDeadlineSeconds: 300 });
    const pod = jobTemplate.spec.template.spec;
    expect(pod).to.deep.include({ restartPolicy: "Never", automountServiceAccountToken: false });
    expect(pod).to.deep.include({ priorityClassName: "services-space", serviceAccountName: "report" });
    expect(pod.containers[0]).to.deep.include(SAFE).and.not.have.any.keys("ports", "lifecycle", "readinessProbe");
  });

  it("lets runs overlap, or ends the last one, where that is asked for", async () => {
    for (const [concurrency, policy] of [
      ["allow", "Allow"],
      ["replace", "Replace"],
    ] as const) {
      const { spec } = inputs<CronJob>(await cron({ concurrency }), TYPES.cronJob, "report-workload");
      expect(spec.concurrencyPolicy).to.equal(policy);
    }
  });

  it("calls whom it needs, and nobody calls it", async () => {
    const rendering = await renderInScope((scope) => {
      new Cron("report", { ...CRON, needs: [{ kind: "workload", name: "api" }] }, scope);
      new Service("api", { ...POD, name: "api", port: 8080, probes: HTTP }, scope);
    });
    const { spec } = inputs<NetworkPolicy>(rendering, TYPES.policy, "report-policy");
    expect(spec).to.have.property("egress").with.length(1);
    expect(spec).not.to.have.property("ingress");
    const pods = inputs<CronJob>(rendering, TYPES.cronJob, "report-workload").spec.jobTemplate.spec.template.metadata;
    expect(pods.labels).to.include(spec.podSelector.matchLabels);
  });

  it("is refused with a name to which the time of a run cannot be added", async () => {
    expect(await failureOf(cron({ name: "a".repeat(53) }))).to.contain("has more than 52 characters");
  });
});

describe("component Job", () => {
  const objectOf = async (changes: Partial<JobArgs> = {}) =>
    inputs<JobObject>(await job(changes), TYPES.job, "migrate-workload");

  it("is a Job that ends in good time, is run again when it has failed, and is not cleared away by time", async () => {
    const rendering = await job();
    const { metadata, spec } = inputs<JobObject>(rendering, TYPES.job, "migrate-workload");
    expect(metadata.annotations).to.deep.equal({ "pulumi.com/replaceUnready": "true" });
    expect(spec).to.deep.include({ backoffLimit: 2, activeDeadlineSeconds: 300 });
    expect(spec).not.to.have.property("ttlSecondsAfterFinished");
    expect(spec.template.spec).to.deep.include({ restartPolicy: "Never", automountServiceAccountToken: false });
    expect(spec.template.spec.containers[0]).to.deep.include(SAFE);
    // The Job's own deadline comes before that of the engine, which knows no cause.
    expect(resource(rendering, TYPES.job, "migrate-workload").timeouts.create).to.equal("330s");
  });

  it("is another object when it runs something else, and the same when it does not", async () => {
    const nameOf = async (changes: Partial<JobArgs> = {}) => (await objectOf(changes)).metadata.name;
    const name = await nameOf();
    expect(name).to.match(/^migrate-[0-9a-f]{8}$/);
    expect(await nameOf({ deadline: 301 }))
      .to.match(/^migrate-/)
      .and.not.equal(name);
    expect(await nameOf({ transform: { workload: (args) => args } })).to.equal(name);
    for (const changes of [
      { image: `example.org/app@sha256:${"b".repeat(64)}` },
      { args: ["--all"] },
      { environment: { MODE: "fast" } },
      { files: { "/etc/a": "1" } },
      { version: "v2" },
    ]) {
      expect(await nameOf(changes), JSON.stringify(changes)).not.to.equal(name);
    }
  });

  it("has no name yet in a preview that does not know its image", async () => {
    const unknown = pulumi.output(pulumi.unknown) as unknown as pulumi.Output<string>;
    const rendering = await renderInScope(
      (scope) => void new Job("migrate", { ...RUN, name: "migrate", image: unknown }, scope),
      { preview: true },
    );
    expect(inputs<JobObject>(rendering, TYPES.job, "migrate-workload").metadata.name).not.to.match(
      /^migrate-[0-9a-f]{8}$/,
    );
  });

  it("does not run anew because a Secret has changed, which is no release", async () => {
    const rendering = await renderInScope((scope) => {
      const secret = new Secret("a", { name: "a", keys: { one: { value: "1" } } }, scope);
      new Job("migrate", { ...RUN, name: "migrate", secretFiles: { "/run/a": { secret, key: "one" } } }, scope);
    });
    const { template } = inputs<JobObject>(rendering, TYPES.job, "migrate-workload").spec;
    expect(template.metadata).not.to.have.property("annotations");
  });

  it("is waited for by what comes after it", async () => {
    const rendering = await job({}, (scope, { done }) => {
      new Service("api", { ...POD, name: "api", port: 8080, probes: HTTP, after: [done] }, scope);
      new Worker("mail", { ...POD, name: "mail", probes: EXEC, after: [done] }, scope);
    });
    for (const name of ["api-workload", "mail-workload"]) {
      expect(resource(rendering, TYPES.deployment, name).dependencies).to.include("migrate-workload");
    }
  });

  it("is refused with a name to which a hash cannot be added", async () => {
    expect(await failureOf(job({ name: "a".repeat(55) }))).to.contain("has more than 54 characters");
  });
});
