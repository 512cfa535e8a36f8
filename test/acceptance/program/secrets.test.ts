import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { eventually } from "../../support/eventually";
import { kubectl, PlatformStack } from "../../support/platform-stack";

/** Key of the secret value in the stack's file. */
const KEY = "platform:secrets.platform-secrets.database-url.value";

describe("the program on the cluster: a secret stays one", function () {
  this.timeout(300_000);

  let stack: PlatformStack;
  const canaries: string[] = [];
  /** Everything that a command has printed. */
  const printed: string[] = [];
  /** Arguments of every process of the machine that was seen meanwhile. */
  const seen = new Set<string>();
  let watch: NodeJS.Timeout;

  before(async () => {
    watch = setInterval(lookAtProcesses, 25);
    stack = await PlatformStack.create();
    await plant();
    printed.push((await stack.updated("up")).output);
  });

  after(async () => {
    clearInterval(watch);
    await stack.destroy();
  });

  /** Sets a new value, as the configuration's own message says. */
  async function plant(): Promise<void> {
    const canary = `canary${randomBytes(8).toString("hex")}`;
    canaries.push(canary);
    const url = `postgresql://platform:${canary}@platform-database:5432/platform`;
    const { code, output } = await stack.startWith(url, "config", "set", "--secret", "--path", KEY).ended;
    expect(code, output).to.equal(0);
  }

  function lookAtProcesses(): void {
    for (const id of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        seen.add(fs.readFileSync(`/proc/${id}/cmdline`, "utf8"));
      } catch {
        // The process has ended.
      }
    }
  }

  /** The values as they could be found: as text, and as the cluster and the engine write bytes. */
  function forms(): string[] {
    return canaries.flatMap((canary) => [
      canary,
      // In base64 the neighbours of a string change its first and last characters, in three ways.
      ...[0, 1, 2].map((offset) => {
        const encoded = Buffer.from(`${"x".repeat(offset)}${canary}`).toString("base64");
        return encoded.slice(4, -4);
      }),
    ]);
  }

  function expectHidden(where: string, text: string): void {
    for (const form of forms()) {
      const at = text.indexOf(form);
      const before = at < 0 ? "" : text.slice(Math.max(0, at - 200), at);
      expect(at, `the secret is in plain text in ${where}, after ${before}`).to.equal(-1);
    }
  }

  it("reaches the service", async () => {
    const url = await kubectl(
      ...["--namespace", stack.namespace, "exec", "deployment/platform-web", "--", "cat", "/run/secrets/database-url"],
    );
    expect(url).to.contain(canaries[0]);
  });

  it("is in no diff when it changes, and the service gets the new one", async () => {
    await plant();
    for (const command of ["preview", "up"] as const) {
      const { output } = await stack.updated(command, "--diff", "--show-full-output");
      expect(output).to.contain("[secret]");
      printed.push(output);
    }
    await eventually("the service has the new value", async () => {
      const url = await kubectl(
        ...[
          "--namespace",
          stack.namespace,
          "exec",
          "deployment/platform-web",
          "--",
          "cat",
          "/run/secrets/database-url",
        ],
      );
      expect(url).to.contain(canaries[1]);
    });
    printed.push((await stack.updated("refresh", "--diff")).output);
    const json = await stack.succeed("preview", "--json");
    const outputs = await stack.succeed("stack", "output", "--json");
    for (const [index, text] of [...printed, json, outputs].entries()) expectHidden(`output ${index}`, text);
  });

  /** The SDK tells the engine its calls word for word; `--debug` shows them, and so does an event log. */
  const withoutDebugging = (file: string, text: string): string =>
    file.includes("/events-")
      ? text
          .split("\n")
          .filter((line) => !line.includes('"severity":"debug"'))
          .join("\n")
      : text;

  it("is in no file of the stack: state, history, backups, events, logs, configuration", () => {
    const files = fs
      .readdirSync(stack.home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    for (const folder of ["/.pulumi/history/", "/logs/", "/events-"]) {
      expect(
        files.some((file) => file.includes(folder)),
        folder,
      ).to.be.true;
    }
    for (const file of files) expectHidden(file, withoutDebugging(file, fs.readFileSync(file, "latin1")));
  });

  it("is in no object of the cluster but the Secret, and in no log of the service", async () => {
    const namespace = ["--namespace", stack.namespace];
    const kinds = "deployment,replicaset,pod,service,configmap,serviceaccount,networkpolicy,event";
    expectHidden("an object", await kubectl(...namespace, "get", kinds, "-o", "yaml", "--show-managed-fields"));
    expectHidden("the log", await kubectl(...namespace, "logs", "deployment/platform-web"));
  });

  it("is among the arguments of no process", () => {
    // Seen were processes of each kind that had it to work with.
    for (const program of ["/resource-kubernetes-", "@pulumi/pulumi/cmd/run", "config\0set"]) {
      expect(
        [...seen].some((command) => command.includes(program)),
        program,
      ).to.be.true;
    }
    for (const command of seen) expectHidden(command, command);
  });
});
