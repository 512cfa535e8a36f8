import { expect } from "chai";
import { Canaries } from "../../support/canary";
import { eventually } from "../../support/eventually";
import { kubectl, PlatformStack } from "../../support/platform-stack";

/** Key of the secret value in the stack's file. */
const KEY = "platform:secrets.platform-secrets.database-url.value";

describe("the program on the cluster: a secret stays one", function () {
  this.timeout(300_000);

  let stack: PlatformStack;
  let canaries: Canaries;
  /** Everything that a command has printed. */
  const printed: string[] = [];

  before(async () => {
    canaries = new Canaries();
    stack = await PlatformStack.create();
    await plant();
    printed.push((await stack.updated("up")).output);
  });

  after(async () => {
    canaries.stop();
    await stack.destroy();
  });

  /** Sets a new value, as the configuration's own message says. */
  async function plant(): Promise<void> {
    const url = `postgresql://platform:${canaries.hatch()}@platform-database:5432/platform`;
    const { code, output } = await stack.startWith(url, "config", "set", "--secret", "--path", KEY).ended;
    expect(code, output).to.equal(0);
  }

  it("reaches the service", async () => {
    const url = await kubectl(
      ...["--namespace", stack.namespace, "exec", "deployment/platform-web", "--", "cat", "/run/secrets/database-url"],
    );
    expect(url).to.contain(canaries.values[0]);
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
      expect(url).to.contain(canaries.values[1]);
    });
    printed.push((await stack.updated("refresh", "--diff")).output);
    const json = await stack.succeed("preview", "--json");
    const outputs = await stack.succeed("stack", "output", "--json");
    for (const [index, text] of [...printed, json, outputs].entries()) canaries.expectHidden(`output ${index}`, text);
  });

  it("is in no file of the stack: state, history, backups, events, logs, configuration", () => {
    const files = canaries.expectHiddenIn(stack.home);
    for (const folder of ["/.pulumi/history/", "/logs/", "/events-"]) {
      expect(
        files.some((file) => file.includes(folder)),
        folder,
      ).to.be.true;
    }
  });

  it("is in no object of the cluster but the Secret, and in no log of the service", async () => {
    const namespace = ["--namespace", stack.namespace];
    const kinds = "deployment,replicaset,pod,service,configmap,serviceaccount,networkpolicy,event";
    canaries.expectHidden(
      "an object",
      await kubectl(...namespace, "get", kinds, "-o", "yaml", "--show-managed-fields"),
    );
    canaries.expectHidden("the log", await kubectl(...namespace, "logs", "deployment/platform-web"));
  });

  it("is among the arguments of no process", () => {
    // Seen were processes of each kind that had it to work with.
    for (const program of ["/resource-kubernetes-", "@pulumi/pulumi/cmd/run", "config\0set"]) {
      expect(
        [...canaries.commands].some((command) => command.includes(program)),
        program,
      ).to.be.true;
    }
    canaries.expectHiddenFromProcesses();
  });
});
