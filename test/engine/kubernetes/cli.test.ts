import { expect } from "chai";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import { ControlPlane } from "../../support/control-plane";
import { eventually } from "../../support/eventually";
import { PulumiProject } from "../../support/pulumi-cli";

/** Seconds in which a command ends that has nothing to wait for: the CLI, the program and the plugins have to start. */
const PROMPTLY = 30;

/** A program with one provider. */
const program = (resources: string) => `
  import * as k8s from "@pulumi/kubernetes";
  const provider = new k8s.Provider("cluster", { kubeconfig: process.env.TEST_KUBECONFIG! });
  const space = () => new k8s.core.v1.Namespace("space", { metadata: { name: "shop" } }, { provider });
  const settings = (name: string, namespace: any, opts = {}) =>
    new k8s.core.v1.ConfigMap(name, { metadata: { name, namespace } }, { provider, ...opts });
  ${resources}`;

describe("kubernetes plugin, with the real CLI on an API server of its own", function () {
  this.timeout(180_000);
  let plane: ControlPlane;
  let api: ApiClient;
  let project: PulumiProject;

  before(async () => {
    plane = await ControlPlane.start({ controllers: true });
    api = new ApiClient(await loadKubeconfig({ kubeconfig: plane.kubeconfig() }));
    project = await PulumiProject.create(
      {
        "package.json": JSON.stringify({
          name: "test",
          main: "index.ts",
          dependencies: { "@pulumi/pulumi": "*", "@pulumi/kubernetes": "*" },
        }),
      },
      { TEST_KUBECONFIG: plane.kubeconfig() },
    );
  });

  after(async () => {
    project?.remove();
    api?.close();
    await plane?.stop();
  });

  /** Runs a command that must fail, and soon. Returns what it printed. */
  async function fails(...args: string[]): Promise<string> {
    const began = performance.now();
    const { code, output } = await project.run(...args);
    expect(code, output).not.to.equal(0);
    expect((performance.now() - began) / 1000, output).to.be.below(PROMPTLY);
    return output;
  }

  it("says at once that the namespace was deleted by hand, and recovers with a refresh", async () => {
    const before = 'const { metadata } = space(); settings("one", metadata.name);';
    project.write({ "index.ts": program(before) });
    await project.succeed("up", "--yes", "--skip-preview");
    const reference = { apiVersion: "v1", kind: "Namespace", name: "shop" };
    await api.delete(reference, { propagationPolicy: "Background" });
    await eventually("the namespace is gone", async () => expect(await api.get(reference)).to.equal(undefined));

    project.write({ "index.ts": program(`${before} settings("two", metadata.name);`) });
    for (const args of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      expect(await fails(...args))
        .to.contain(
          'ConfigMap "shop/two" was not created: namespace "shop" is in the stack\'s state but not in the cluster',
        )
        .and.contain("`pulumi up --refresh`");
    }
    expect(await project.succeed("up", "--yes", "--refresh")).to.contain("3 created");
    await project.succeed("destroy", "--yes", "--skip-preview");
  });

  it("ends a wait for a namespace whose turn does not come, by the time-out and by Ctrl-C", async () => {
    // The only place is taken when the namespace is declared.
    const late = (options: string) => program(`settings("early", "shop", ${options}); setTimeout(space, 2_000);`);
    const up = ["up", "--yes", "--skip-preview", "--parallel", "1"];
    project.write({ "index.ts": late('{ customTimeouts: { create: "5s" } }') });
    expect(await fails(...up)).to.contain("the 5 s that this resource may take are over");

    project.write({ "index.ts": late("{}") });
    const running = project.start(...up);
    await eventually("it waits for the namespace, and says so", () => {
      expect(running.output()).to.contain('waiting for namespace "shop", which is to be created');
      return Promise.resolve();
    });
    process.kill(-running.process.pid!, "SIGINT");
    const began = performance.now();
    const { code, output } = await running.ended;
    expect(code, output).not.to.equal(0);
    expect((performance.now() - began) / 1000, output).to.be.below(PROMPTLY);
  });
});
