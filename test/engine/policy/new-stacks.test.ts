import { expect } from "chai";
import execa from "execa";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { CLUSTER_NAME } from "../../../embedded/cluster/layout";
import { installedToolchain } from "../../../embedded/toolchain";
import { ensureEngine } from "../../../embedded/toolchain/engine";
import { repositoryRoot } from "../../../embedded/paths";
import { readEvents, type Outcome } from "../../../operations/policy/events";
import { decide } from "../../../operations/policy/gate";
import { verdictsAsJunit } from "../../../operations/policy/junit";
import { previewTargetOf } from "../../../operations/policy/preview-target";
import { reportOf } from "../../../operations/policy/report";
import { judgePreview } from "../../../operations/policy/run";
import { verdictsAsSarif } from "../../../operations/policy/sarif";
import { verdictsInWords } from "../../../operations/policy/table";
import { allRules, configurationFile } from "../../../policy/generate";
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
    return { outcome, verdict: verdictOn(stack, outcome) };
  };
  const verdictOn = (stack: string, outcome: Outcome) =>
    decide(stack, outcome, {
      judged: "its preview",
      settings: readStackFile(stack, rules),
      rules,
      undecided: "fail",
      now: new Date("2026-12-01"),
    });

  for (const stack of ["staging", "production"]) {
    it(`keeps every rule in ${stack}, and leaves none undecided, although it has an image to build`, async () => {
      const { outcome, verdict } = await judged(stack);
      const kinds = [...outcome.changing].map((urn) => urn.split("::")[2]?.split("$").at(-1));
      expect(kinds).to.include.members(["docker:index/image:Image", "kubernetes:apps/v1:Deployment"]);
      expect(outcome.undecided).to.deep.equal([]);
      expect(verdict).to.deep.include({ judgement: "kept", violations: [], undecided: [] });
    });
  }

  it("has no secret in any report, although the engine tells it among its debug messages", async () => {
    const canary = `canary${randomBytes(8).toString("hex")}`;
    const place = await previewTargetOf("production", environment, path.join(work, "secret"), { HOME: work });
    const options = ["--stack", "production", "--config-file", place.configFile!, "--non-interactive"];
    const run = { cwd: repositoryRoot, env: { ...place.environment, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" } };
    const key = "platform:secrets.planted.token.value";
    await execa("pulumi", ["config", "set", "--secret", "--path", key, ...options], { ...run, input: canary });
    const packs = ["--policy-pack", "policy", "--policy-pack-config", configurationFile("production")];
    const { stdout } = await execa("pulumi", ["preview", "--json", ...options, ...packs], { ...run, reject: false });
    // The CLI hides the value as it was configured; as the cluster is sent it, it does not.
    const encoded = Buffer.from(canary).toString("base64").slice(0, -4);
    expect(stdout).to.contain(encoded);
    const verdict = verdictOn("production", readEvents(stdout));
    const reports = [
      verdictsInWords([verdict], (_format, text) => text),
      JSON.stringify(reportOf([verdict])),
      JSON.stringify(verdictsAsSarif([verdict], rules)),
      verdictsAsJunit([verdict], rules),
    ];
    for (const report of reports) {
      expect(report).to.contain("production").and.not.to.contain(canary);
      expect(report).not.to.contain(encoded);
    }
  });

  it("says why nothing can be judged, without what is logged beside it", async () => {
    const place = await previewTargetOf("staging", environment, path.join(work, "again"), { HOME: work });
    const refused = { ...place, environment: { ...place.environment, PULUMI_CONFIG_PASSPHRASE: "another" } };
    const fault = await judgePreview("staging", refused).catch((error: Error) => error);
    expect(fault).to.be.instanceOf(Error);
    expect((fault as Error).message).to.match(/^The preview of the stack staging failed:\n.*passphrase/s);
    expect((fault as Error).message).to.contain("Run pulumi preview --stack staging");
  });
});
