import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { ensureToolchain } from "../../../embedded/toolchain";
import { Canaries } from "../../support/canary";
import { DNS_SERVICE } from "../../support/dns-service";
import { kubectl, PlatformStack } from "../../support/platform-stack";
import { PrivateRegistry } from "../../support/private-registry";
import { KUBERNETES_TARGET } from "../../support/stack";

const USERNAME = "robot";

/** Builds the image of the service on nothing, so that the registry needs no base image. */
const DOCKERFILE = `FROM scratch\nCOPY coredns /coredns\nUSER 10001:10001\nEXPOSE 8080\nENTRYPOINT ["/coredns"]\n`;

describe("the program on the cluster: a registry that needs a login", function () {
  this.timeout(600_000);

  let stack: PlatformStack;
  let registry: PrivateRegistry;
  let canaries: Canaries;
  let password: string;
  const printed: string[] = [];

  before(async () => {
    canaries = new Canaries();
    password = canaries.hatch();
    registry = await PrivateRegistry.start({ username: USERNAME, password });
    stack = await PlatformStack.create((config) => {
      const { address } = registry;
      config.target = { ...KUBERNETES_TARGET, registry: { address, mirror: false } };
      config.images = { logins: { [address]: { secret: "registry-login" } } };
      config.services = {
        dns: { ...DNS_SERVICE, user: undefined, build: { context: "dns", repository: "team/dns" } },
      };
    });
    const context = path.join(stack.directory, "dns");
    fs.mkdirSync(context);
    fs.writeFileSync(path.join(context, "Dockerfile"), DOCKERFILE);
    fs.copyFileSync((await ensureToolchain(() => undefined)).path("coredns"), path.join(context, "coredns"));
    for (const [key, value] of Object.entries({ username: USERNAME, password })) {
      const at = `platform:secrets.registry-login.${key}.value`;
      const { code, output } = await stack.startWith(value, "config", "set", "--secret", "--path", at).ended;
      expect(code, output).to.equal(0);
    }
  });

  after(async () => {
    canaries.stop();
    await stack.destroy();
    await registry.stop();
  });

  it("refuses who has none", async () => {
    expect((await fetch(`http://${registry.address}/v2/`)).status).to.equal(401);
  });

  it("is pushed to, and its image is pulled by the nodes and runs", async () => {
    printed.push((await stack.updated("up", "--diff")).output);
    const { services } = await stack.outputs();
    expect(services.dns!.image).to.match(new RegExp(`^${registry.address}/team/dns@sha256:`));
    const pods = await stack.get<{ spec: { imagePullSecrets: object[] }; status: { phase: string } }>("pod");
    expect(pods).to.have.length(1);
    expect(pods[0]!.spec.imagePullSecrets).to.deep.equal([{ name: "registry.logins" }]);
    expect(pods[0]!.status.phase).to.equal("Running");
    await stack.updated("preview", "--expect-no-changes");
  });

  it("is asked with its login what a tag of it stands for", async () => {
    const { services } = await stack.outputs();
    const digest = services.dns!.image.split("@")[1]!;
    stack.configureService("tagged", { ...DNS_SERVICE, image: `${registry.address}/team/dns:dev` });
    const { output } = await stack.updated("preview", "--diff");
    expect(output).to.contain(`service tagged: ${registry.address}/team/dns:dev is ${digest} (resolved now)`);
    printed.push(output);
  });

  it("has its password in plain text nowhere: state, history, events, output, objects, arguments", async () => {
    const json = await stack.succeed("preview", "--json");
    const outputs = await stack.succeed("stack", "output", "--json");
    for (const [index, text] of [...printed, json, outputs].entries()) canaries.expectHidden(`output ${index}`, text);
    const files = canaries.expectHiddenIn(stack.home);
    expect(files.some((file) => file.includes("/.pulumi/stacks/"))).to.be.true;
    const kinds = "deployment,replicaset,pod,service,configmap,serviceaccount,event";
    const objects = await kubectl("--namespace", stack.namespace, "get", kinds, "-o", "yaml", "--show-managed-fields");
    canaries.expectHidden("an object", objects);
    expect([...canaries.commands].some((command) => command.includes("/resource-docker-"))).to.be.true;
    canaries.expectHiddenFromProcesses();
  });

  it("with a wrong password is refused with what to do", async () => {
    const at = "platform:secrets.registry-login.password.value";
    await stack.startWith("wrong", "config", "set", "--secret", "--path", at).ended;
    const { code, output } = await stack.update("preview");
    expect(code).to.not.equal(0);
    expect(output).to.contain("could not be resolved to a digest").and.contain("platform:images.logins");
  });
});
