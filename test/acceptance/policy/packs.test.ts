import * as path from "node:path";
import { expect } from "chai";
import { configurationFile } from "../../../policy/generate";
import { repositoryRoot, stateDirectory } from "../../../embedded/paths";
import { PulumiProject } from "../../support/pulumi-cli";

const PACK = ["--policy-pack", path.join(repositoryRoot, "policy")];
const inDev = ["--policy-pack-config", path.join(repositoryRoot, configurationFile("dev"))];

/**
 * A program of one Deployment, which is never created, and a value that is not known before an update.
 *
 * @param name of the resource that has the value: an update that is stopped may have made those of programs before.
 */
const program = (pod: string, name = "later") => `
import * as kubernetes from "@pulumi/kubernetes";
import * as random from "@pulumi/random";

const kubeconfig = process.env.TEST_KUBECONFIG!;
const cluster = new kubernetes.Provider("cluster", { kubeconfig, context: "platform-embedded", clusterIdentifier: "test" });
const later = new random.RandomId("${name}", { byteLength: 4 });
const image = "127.0.0.1:5000/web@sha256:${"a".repeat(64)}";
const labels = { app: "web" };
new kubernetes.apps.v1.Deployment("web", {
  metadata: { name: "web", namespace: "kube-node-lease" },
  spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: ${pod} } },
}, { provider: cluster });
`;

describe("policy packs with the CLI", function () {
  this.timeout(120_000);
  let project: PulumiProject;

  before(async () => {
    const TEST_KUBECONFIG = process.env.KUBECONFIG ?? path.join(stateDirectory(), "kubeconfig");
    project = await PulumiProject.create({ "index.ts": program("{}") }, { TEST_KUBECONFIG });
  });
  after(() => project.remove());

  const preview = (pod: string, ...options: string[]) => previewOf(program(pod), ...options);
  const previewOf = (text: string, ...options: string[]) => {
    project.write({ "index.ts": text });
    return project.run("preview", ...PACK, ...options);
  };

  it("stop a preview that breaks a mandatory rule, with resource, path, found, wanted and fix", async () => {
    const { code, output } = await preview(
      `{ containers: [{ name: "web", image, securityContext: { privileged: true } }] }`,
    );
    expect(code).not.to.equal(0);
    expect(output).to.match(/\[mandatory\] *\[severity: critical\] *k8s-pss-privileged/);
    expect(output).to.contain(
      "web (kubernetes:apps/v1:Deployment): spec.template.spec.containers[0].securityContext.privileged: found true, " +
        "wanted false or not set. Fix: ",
    );
  });

  it("stop an update before anything is created", async () => {
    const { code, output } = await project.run("up", "--yes", "--skip-preview", ...PACK);
    expect(code).not.to.equal(0);
    expect(output).to.contain("k8s-pss-privileged");
    expect(await project.state()).not.to.contain("kubernetes:apps/v1:Deployment::web");
  });

  it("find what is wrong beside a value that is not known yet, and say what is not", async () => {
    const pod = `{ containers: [
      { name: "later", image: later.hex.apply((hex) => "127.0.0.1:5000/web:" + hex) },
      { name: "web", image: "127.0.0.1:5000/web:latest" },
    ] }`;
    const { output } = await previewOf(program(pod, "not-made-yet"));
    expect(output).to.match(
      /k8s-image-no-latest[\s\S]*spec\.template\.spec\.containers\[1\]\.image: found "127\.0\.0\.1:5000\/web:latest"/,
    );
    expect(output).to.match(
      /can't run policy 'k8s-image-no-latest'.*not known yet: web .*: spec\.template\.spec\.containers\[0\]\.image/,
    );
  });

  it("hold production's levels without a configuration, and lower ones where a stack's file says so", async () => {
    const pod = `{ containers: [{ name: "web", image }] }`;
    const strict = await preview(pod);
    expect(strict.output).to.match(/\[mandatory\].*k8s-memory-limit/);
    const lower = await preview(pod, ...inDev);
    expect(lower.output).to.match(/\[advisory\].*k8s-memory-limit/);
    expect(lower.output).not.to.match(/\[mandatory\].*k8s-memory-limit/);
  });

  it("fix in dev what is missing, and show it in the diff", async () => {
    const { output } = await preview(`{ containers: [{ name: "web", image }] }`, ...inDev, "--diff");
    expect(output).to.match(/seccompProfile\s*: \{\s*\+? *type: "RuntimeDefault"/);
    expect(output).to.contain("[remediate]");
  });

  it("do not fix what the program says", async () => {
    const pod = `{ securityContext: { seccompProfile: { type: "Unconfined" } }, containers: [{ name: "web", image }] }`;
    const { code, output } = await preview(pod, ...inDev, "--diff");
    expect(code).not.to.equal(0);
    expect(output).to.match(/type *: "Unconfined"/);
  });

  it("are told a rule's configuration that is wrong, and fail", async () => {
    const file = path.join(project.home, "wrong.json");
    project.write({ "../wrong.json": JSON.stringify({ "k8s-pss-sysctls": { kubernetesVersoin: "1.30" } }) });
    const { code, output } = await preview(`{ containers: [{ name: "web", image }] }`, "--policy-pack-config", file);
    expect(code).not.to.equal(0);
    expect(output).to.contain('the rule has no parameter "kubernetesVersoin"; did you mean "kubernetesVersion"?');
  });
});
