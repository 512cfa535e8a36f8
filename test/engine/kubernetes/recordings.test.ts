import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import { toObject } from "../../../engine/kubernetes/objects";
import { missingNamespace } from "../../../engine/kubernetes/context";
import type { PropertyMap } from "../../../engine/plugin";
import { ControlPlane } from "../../support/control-plane";
import { PulumiProject } from "../../support/pulumi-cli";

const RECORDINGS = join(__dirname, "../../recordings/kubernetes");
const recording = (name: string) => readFileSync(join(RECORDINGS, name), "utf8");

/** One resource of a state, secrets in plain text. */
interface StateResource {
  urn: string;
  type: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}

/** A step as the official plugin made it. */
interface RecordedStep {
  op: string;
  type: string;
  name: string;
  replaceKeys?: string[];
  diff?: Record<string, string>;
}

interface PreviewStep {
  op: string;
  urn: string;
  detailedDiff?: Record<string, { kind: string }>;
  replaceReasons?: string[];
}

/** What a preview says of a resource: `update` or `replace`, and the kind of each property's difference. */
type Outcome = { op: string; diff: Record<string, string>; replaceKeys: string[] };

/** The recorded changes of a run by resource, as a preview should announce them. */
function recorded(run: string, except: string[]): Record<string, Outcome> {
  const steps = (JSON.parse(recording("steps.json")) as Record<string, RecordedStep[]>)[run]!;
  const outcomes: Record<string, Outcome> = {};
  for (const { op, type, name, replaceKeys = [], diff } of steps) {
    if ((op === "update" || op === "replace") && diff !== undefined && !except.includes(name)) {
      outcomes[`${type}::${name}`] = { op, diff, replaceKeys };
    }
  }
  return outcomes;
}

describe("a state of the official Kubernetes plugin", function () {
  this.timeout(240_000);
  let plane: ControlPlane;
  let project: PulumiProject;

  afterEach(async () => {
    project?.remove();
    await plane?.stop();
  });

  /** Brings stack and cluster to where the official plugin left them. */
  async function restore(state: string): Promise<void> {
    plane = await ControlPlane.start();
    project = await PulumiProject.create(
      {
        "Pulumi.yaml":
          'name: recording\nruntime: {name: nodejs, options: {typescript: false, nodeargs: "--import tsx"}}\n',
        "index.ts": recording("program.ts.txt"),
        "state.json": recording(state).replaceAll(":rec::", ":test::").replaceAll("recording-rec", "recording-test"),
        kubeconfig: plane.kubeconfig(),
      },
      // The program runs in its own directory.
      { RECORDING_KUBECONFIG: "kubeconfig" },
    );
    await project.succeed("stack", "import", "--file", "state.json");
    await project.succeed("stack", "export", "--show-secrets", "--file", "plain.json");
    const plain = JSON.parse(readFileSync(join(project.directory, "plain.json"), "utf8"), (_, value: unknown) =>
      isSecret(value) ? (JSON.parse(value.plaintext) as unknown) : value,
    ) as { deployment: { resources: StateResource[] } };
    const client = new ApiClient(await loadKubeconfig({ kubeconfig: plane.kubeconfig() }));
    for (const resource of plain.deployment.resources.filter(({ type }) => type.startsWith("kubernetes:"))) {
      await write(client, resource);
    }
    client.close();
  }

  function isSecret(value: unknown): value is { plaintext: string } {
    return typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;
  }

  async function write(client: ApiClient, { type, inputs, outputs }: StateResource): Promise<void> {
    const object = toObject(inputs);
    if (type.endsWith("Patch")) {
      await client.apply(object, { fieldManager: outputs.__fieldManager as string, force: false });
      return;
    }
    for (;;) {
      try {
        await client.create(object, { fieldManager: "pulumi-kubernetes" });
        return;
      } catch (error) {
        // The kind of a new definition is not served at once.
        if (missingNamespace(error) !== undefined || (error as { code?: number }).code !== 404) {
          throw error;
        }
        await setTimeout(50);
      }
    }
  }

  async function preview(stage: string): Promise<Record<string, Outcome>> {
    await project.succeed("config", "set", "stage", stage);
    const output = await project.succeed("preview", "--json");
    const { steps } = JSON.parse(output.slice(output.indexOf("{\n"))) as { steps: PreviewStep[] };
    const outcomes: Record<string, Outcome> = {};
    for (const { op, urn, detailedDiff = {}, replaceReasons = [] } of steps) {
      const [, , type, name] = urn.split("::") as [string, string, string, string];
      // The provider itself changes: its kubeconfig is this test's.
      if (op !== "same" && !type.startsWith("pulumi:")) {
        const diff = Object.fromEntries(Object.entries(detailedDiff).map(([path, { kind }]) => [path, kind]));
        outcomes[`${type}::${name}`] = { op, diff, replaceKeys: replaceReasons };
      }
    }
    return outcomes;
  }

  it("continues without a change, and then with the changes that the official plugin made", async () => {
    await restore("1-create.state.json");
    expect(await preview("create")).to.deep.equal({});
    // The official plugin also updates a Role with an empty list of rules, again on every run.
    expect(await preview("update")).to.deep.equal(recorded("3-update.up", ["role2"]));
  });

  it("replaces what the official plugin replaces, and says so for fields where that one fails", async () => {
    await restore("3-update.state.json");
    expect(await preview("replace")).to.deep.equal({
      ...recorded("4-replace.up", ["role2"]),
      // An earlier attempt had dealt with these two when the run was recorded.
      "kubernetes:core/v1:ConfigMap::fixed-name": {
        op: "replace",
        diff: { "data.k": "update-replace" },
        replaceKeys: ["data.k"],
      },
      "kubernetes:storage.k8s.io/v1:StorageClass::class": {
        op: "replace",
        diff: { "parameters.a": "update-replace" },
        replaceKeys: ["parameters.a"],
      },
    });
  });
});
