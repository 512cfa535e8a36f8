import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { ApiClient } from "../../../engine/kubernetes/client";
import { loadKubeconfig } from "../../../engine/kubernetes/kubeconfig";
import type { PreviewReport } from "../../../operations/preview/report";
import type { ScoreSummary } from "../../../operations/preview/score";
import { Canaries } from "../../support/canary";
import { PREVIEW_STACK, PreviewStack } from "../../support/preview-stack";

/** Brings the stack up as `platform up` does, without what waits for nodes. */
const UP = `
import execa from "execa";
import { recordUpdate } from "./operations/preview/record";
const command = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "${PREVIEW_STACK}"];
recordUpdate("${PREVIEW_STACK}", process.env, ({ options, environment }) =>
  execa("pulumi", [...command, ...options], { env: { ...process.env, ...environment }, stdio: "inherit" }),
).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
`;

/** What a thief would do: look at every process and every file where secrets are kept, and say what it found. */
const thief = (places: readonly string[]) => `
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
const processes = fs.readdirSync("/proc").filter((name) => /^\\d+$/.test(name));
const homes = [os.homedir(), os.userInfo().homedir, "/root"].flatMap((home) =>
  [".kube/config", ".pulumi/credentials.json"].map((name) => path.join(home, name)),
);
const files = [
  ...processes.flatMap((id) => ["/proc/" + id + "/environ", "/proc/" + id + "/cmdline"]),
  ...homes,
  ...(process.env.KUBECONFIG ?? "").split(":"),
  ...${JSON.stringify(places)},
];
const found = new Set<string>();
for (const file of files) {
  try {
    for (const [word] of fs.readFileSync(file, "latin1").matchAll(/canary[0-9a-f]{16}/g)) found.add(word);
  } catch {
    // Not there, or not for it.
  }
}
for (const word of found) void pulumi.log.warn("stolen: " + word);
export = require("./entry-of-the-test");
`;

describe("platform preview", function () {
  this.timeout(600_000);
  let stack: PreviewStack;
  const canaries = new Canaries();

  const preview = (...args: string[]) => stack.platform(["preview", "--stack", PREVIEW_STACK, ...args]);
  const reportOf = (stdout: string) => (JSON.parse(stdout) as PreviewReport[])[0]!;
  const setSecret = async (key: string, value: string) => {
    const { code, output } = await stack.startWith(value, "config", "set", "--secret", "--path", key).ended;
    expect(code, output).to.equal(0);
  };
  const up = async () => {
    stack.write({ "up.ts": UP });
    const child = spawn(process.execPath, ["--import", "tsx", "up.ts"], {
      cwd: stack.directory,
      env: stack.variables,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    expect(code, output).to.equal(0);
  };

  before(async () => {
    stack = await PreviewStack.create();
    await setSecret('platform:secrets["platform-secrets"]["api-key"].value', canaries.hatch());
    // The command's own files are copied with the first of it.
    const { code, stderr } = await preview("--no-policy");
    expect(code, stderr).to.equal(0);
    await up();
  });

  after(async () => {
    canaries.stop();
    await stack?.stop();
  });

  it("says that nothing changes where nothing does", async () => {
    const { code, stdout, stderr } = await preview("--json");
    expect(code, stderr).to.equal(0);
    const report = reportOf(stdout);
    expect(report).to.include({ headline: "staging: nothing changes", complete: true });
    expect(report.policy?.compared).to.equal(false);
  });

  it("foretells an update, learns how long it takes, and keeps the score", async () => {
    const before = await preview("--no-policy", "--json");
    expect(reportOf(before.stdout).forecast).to.deep.equal({ kind: "none" });
    stack.configure((config) => {
      const { web } = config["services"] as { web: object };
      return { ...config, services: { web: { ...web, scaling: 3, environment: { LIMIT: "10" } } } };
    });
    expect((await preview("--no-policy")).code).to.equal(0);
    await up();
    const score = await preview("--score", "--json");
    const [summary] = JSON.parse(score.stdout) as ScoreSummary[];
    expect(summary, JSON.stringify(summary)).to.include({ compared: 2, precision: 1, recall: 1 });
    stack.configure((config) => {
      const { web } = config["services"] as { web: object };
      return { ...config, services: { web: { ...web, environment: { LIMIT: "11" } } } };
    });
    const { headline, forecast } = reportOf((await preview("--no-policy", "--json")).stdout);
    expect(headline).to.match(/^staging: platform-web rolls to other settings, 0 replaced, 0 deleted, about /);
    expect(forecast).to.deep.include({ kind: "learnt", updates: 2 });
  });

  it("has no secret in any of its forms, however the program misuses it", async () => {
    const secret = canaries.values[0]!;
    const entry = fs.readFileSync(path.join(stack.directory, "entry.ts"), "utf8");
    const leaking = entry.replace(
      "const annotations = {",
      `void pulumi.log.warn("the key is ${secret}");\n  const annotations = { note: "is ${secret}", data: "${Buffer.from(secret).toString("base64")}",`,
    );
    expect(leaking).not.to.equal(entry);
    stack.write({ "entry.ts": leaking });
    const files = path.join(stack.home, "reports");
    const options = ["--markdown", path.join(files, "{stack}.md"), "--html", path.join(files, "page.html")];
    try {
      for (const form of [[], ["--json"]]) {
        const { code, stdout, stderr } = await preview(...form, ...options);
        expect(code, stderr).to.equal(0);
        expect(stdout).to.contain("[secret]");
        canaries.expectHidden("standard output", stdout);
        canaries.expectHidden("standard error", stderr);
      }
      expect(canaries.expectHiddenIn(files)).to.have.length(2);
      canaries.expectHiddenIn(path.join(stack.home, "state/.pulumi/records"));
      canaries.expectHiddenFromProcesses();
    } finally {
      stack.write({ "entry.ts": entry });
    }
  });

  it("shows apart what was changed behind the program's back", async () => {
    const client = new ApiClient(await loadKubeconfig({ kubeconfig: stack.plane.kubeconfig() }));
    const metadata = { name: "platform-web", namespace: "platform-staging" };
    try {
      await client.mergePatch(
        { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { replicas: 9 } },
        { fieldManager: "somebody" },
      );
    } finally {
      client.close();
    }
    const { code, stdout, stderr } = await preview("--no-policy", "--refresh", "--json");
    expect(code, stderr).to.equal(0);
    const { drift } = reportOf(stdout);
    expect(drift?.map(({ name, what }) => [name, what])).to.deep.equal([["platform-web-workload", "changed"]]);
    expect(JSON.stringify(drift)).to.contain('"text":"9"');
  });

  it("that fails half-way says why, and still prints what it found", async () => {
    const file = path.join(stack.directory, "platform.ts");
    const whole = fs.readFileSync(file, "utf8");
    const broken = whole.replace("makeNetworkPolicies(scope);", 'throw new Error("half-way");');
    expect(broken).not.to.equal(whole);
    stack.write({ "platform.ts": broken });
    try {
      const { code, stdout, stderr } = await preview("--json");
      expect(code).to.equal(1);
      expect(stderr).to.contain("The preview of staging failed");
      const report = reportOf(stdout);
      expect(report).to.include({ headline: "staging: the preview did not come to its end", complete: false });
      expect(JSON.stringify(report.diagnostics)).to.contain("half-way");
    } finally {
      stack.write({ "platform.ts": whole });
    }
  });

  it("says what is wrong where the state cannot be reached, and where there is no such stack", async () => {
    const gone = await stack.platform(["preview", "--stack", PREVIEW_STACK], {
      PULUMI_BACKEND_URL: "file:///nowhere/at/all",
    });
    expect(gone.code).to.equal(1);
    expect(gone.stdout + gone.stderr).to.contain("/nowhere/at/all");
    const none = await stack.platform(["preview", "--stack", "prodction"]);
    expect(none.code).to.equal(1);
    expect(none.stderr).to.contain("No stack named prodction").and.to.contain("Known:");
    const several = await stack.platform(["preview", "--stack", "staging", "dev", "--markdown", "one.md"]);
    expect(several.code).to.equal(1);
  });

  describe("of a pull request that nobody trusts", () => {
    const exported = () => path.join(stack.home, "export.json");

    before(async () => {
      const { code, stderr } = await preview("--export", exported());
      expect(code, stderr).to.equal(0);
    });

    it("needs an export in which no secret is, and refuses one with secrets, encrypted or not", async () => {
      const text = fs.readFileSync(exported(), "utf8");
      canaries.expectHidden("the export", text);
      expect(text).not.to.match(/ciphertext|encryptionsalt|secrets_providers/);
      const raw = path.join(stack.home, "raw.json");
      await stack.succeed("stack", "export", "--file", raw);
      const { code, stderr } = await preview("--untrusted", raw);
      expect(code).to.equal(1);
      expect(stderr).to.contain("raw.json holds secrets").and.to.contain("--export");
    });

    it("gives the same diff as one with everything", async () => {
      stack.write({ "services/web/src/extra.ts": "export const answer = 42;\n" });
      const summary = ({ changes }: PreviewReport) =>
        changes.map(({ name, action, certain, properties }) => ({ name, action, certain, properties }));
      const trusted = await preview("--no-policy", "--json");
      const untrusted = await preview("--no-policy", "--json", "--untrusted", exported());
      expect(untrusted.code, untrusted.stderr).to.equal(0);
      expect(summary(reportOf(untrusted.stdout))).to.deep.equal(summary(reportOf(trusted.stdout)));
      expect(summary(reportOf(untrusted.stdout)).map(({ name }) => name)).to.deep.equal([
        "platform-web-image-build",
        "platform-web-workload",
      ]);
    });

    it("reaches neither the passphrase nor the kubeconfig of whoever runs it", async () => {
      const [passphrase, token, home] = [canaries.hatch(), canaries.hatch(), canaries.hatch()];
      const kubeconfig = path.join(stack.home, "planted-kubeconfig");
      fs.writeFileSync(kubeconfig, stack.plane.kubeconfig().replace("{", `{"note":"${token}",`), { mode: 0o600 });
      fs.mkdirSync(path.join(stack.home, ".kube"), { recursive: true });
      fs.writeFileSync(path.join(stack.home, ".kube/config"), home, { mode: 0o600 });
      const own = path.join(stack.directory, "entry.ts");
      const entry = fs.readFileSync(own, "utf8");
      const places = [kubeconfig, path.join(stack.home, ".kube/config")];
      stack.write({ "entry-of-the-test.ts": entry, "entry.ts": thief(places) });
      const planted = { KUBECONFIG: kubeconfig, PLANTED_PASSPHRASE: passphrase };
      try {
        // The same program, trusted, finds them all: the thief is able.
        const trusted = await stack.platform(["preview", "--stack", PREVIEW_STACK, "--no-policy"], planted);
        for (const value of [passphrase, token, home]) expect(trusted.stdout).to.contain(`stolen: ${value}`);
        const args = ["preview", "--stack", PREVIEW_STACK, "--no-policy", "--untrusted", exported()];
        const { code, stdout, stderr } = await stack.platform(args, planted);
        expect(code, stderr).to.equal(0);
        expect(stdout + stderr).not.to.contain("stolen");
      } finally {
        stack.write({ "entry.ts": entry });
      }
    });
  });
});
