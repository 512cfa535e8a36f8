import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { CLUSTER_NAME } from "../../../embedded/cluster/layout";
import { installedToolchain } from "../../../embedded/toolchain";
import { ensureEngine } from "../../../embedded/toolchain/engine";
import { decide } from "../../../operations/policy/gate";
import { previewTargetOf } from "../../../operations/policy/preview-target";
import { judgePreview } from "../../../operations/policy/run";
import { allRules } from "../../../policy/generate";
import { readStackFile } from "../../../policy/generate/stack-file";
import { ControlPlane } from "../../support/control-plane";

describe("the gate on previews of stacks that are not deployed", function () {
  this.timeout(180_000);

  const rules = Object.values(allRules()).flat();
  let work: string;
  let plane: ControlPlane;
  let environment: NodeJS.ProcessEnv;

  before(async () => {
    const toolchain = installedToolchain();
    if (!toolchain) throw new Error('The Pulumi CLI is not built yet: run "npm run toolchain".');
    const engine = await ensureEngine();
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-gate-"));
    fs.symlinkSync(engine.pluginsDirectory, path.join(work, "plugins"));
    plane = await ControlPlane.start();
    const kubeconfig = JSON.parse(plane.kubeconfig()) as { contexts: { name: string }[] };
    kubeconfig.contexts[0]!.name = CLUSTER_NAME;
    fs.writeFileSync(path.join(work, "config"), JSON.stringify(kubeconfig), { mode: 0o600 });
    const folders = [path.dirname(toolchain.path("pulumi")), engine.languageHostDirectory, process.env.PATH];
    environment = {
      ...process.env,
      PATH: folders.join(path.delimiter),
      PULUMI_HOME: work,
      PULUMI_CONFIG_PASSPHRASE: "of a state that nobody keeps",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      KUBECONFIG: path.join(work, "config"),
    };
  });
  after(async () => {
    await plane.stop();
    fs.rmSync(work, { recursive: true });
  });

  /** Judges a stack whose cluster nobody reaches: the control plane of this test stands in for it. */
  const judged = async (stack: string) => {
    const place = await previewTargetOf(stack, environment, work, { HOME: work });
    const outcome = await judgePreview(stack, place);
    const settings = readStackFile(stack, rules);
    const terms = { judged: "its preview", settings, rules, undecided: "fail" as const, now: new Date("2026-12-01") };
    return { outcome, verdict: decide(stack, outcome, terms) };
  };

  for (const stack of ["staging", "production"]) {
    it(`keeps every rule in ${stack}, and leaves none undecided, although it has an image to build`, async () => {
      const { outcome, verdict } = await judged(stack);
      const kinds = [...outcome.changing].map((urn) => urn.split("::")[2]?.split("$").at(-1));
      expect(kinds).to.include.members(["docker:index/image:Image", "kubernetes:apps/v1:Deployment"]);
      expect(outcome.undecided).to.deep.equal([]);
      expect(verdict).to.deep.include({ judgement: "kept", violations: [], undecided: [] });
    });
  }

  it("says why nothing can be judged, without what is logged beside it", async () => {
    const place = await previewTargetOf("staging", environment, path.join(work, "again"), { HOME: work });
    const refused = { ...place, environment: { ...place.environment, PULUMI_CONFIG_PASSPHRASE: "another" } };
    const fault = await judgePreview("staging", refused).catch((error: Error) => error);
    expect(fault).to.be.instanceOf(Error);
    expect((fault as Error).message).to.match(/^The preview of the stack staging failed:\n.*passphrase/s);
    expect((fault as Error).message).to.contain("Run pulumi preview --stack staging");
  });
});
