import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Locations } from "../../../operations/policy/locations";
import { goldenResources } from "../../golden/golden";
import { PROJECT } from "../../support/stack";

const STACK_FILE = `config:
  platform:environment: dev
  platform:namespace:
    quota: { pods: 20 }
  platform:secrets:
    login:
      password: { template: "{generated}" }
  platform:services:
    web:
      name: shop-web
      port: 8000
    shop-web-admin: { port: 8001 }
`;

const COMPONENT = `export class Namespace {
  constructor(name: string) {
    super("platform:cluster:Namespace", name, {});
    new kubernetes.core.v1.LimitRange(
      name,
    );
  }
}
`;

describe("where a resource comes from", () => {
  let root: string;

  before(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "platform-locations-"));
    fs.mkdirSync(path.join(root, "components/cluster"), { recursive: true });
    fs.writeFileSync(path.join(root, "Pulumi.dev.yaml"), STACK_FILE);
    fs.writeFileSync(path.join(root, "components/cluster/namespace.ts"), COMPONENT);
  });
  after(() => fs.rmSync(root, { recursive: true }));

  const origin = (types: string, name: string) =>
    new Locations(root).of("dev", `urn:pulumi:dev::platform::${types}::${name}`);
  const inFile = (line: number) => ({ file: "Pulumi.dev.yaml", line });

  it("is the key of the service that has its name, the longest one", () => {
    const type = "platform:service:Service$kubernetes:apps/v1:Deployment";
    expect(origin(type, "shop-web-workload")).to.deep.equal({ asked: inFile(9) });
    expect(origin(type, "shop-web-admin-workload").asked).to.deep.equal(inFile(12));
    expect(origin(type, "shop-website-workload").asked).to.deep.equal(inFile(1));
  });

  it("is the key of the Secret", () => {
    expect(origin("platform:access:Secret$kubernetes:core/v1:Secret", "login-secret").asked).to.deep.equal(inFile(6));
    expect(origin("random:index/randomPassword:RandomPassword", "login/password").asked).to.deep.equal(inFile(6));
  });

  it("is the key that its component is configured by, and the line that makes it", () => {
    const type = "platform:cluster:Namespace$kubernetes:core/v1";
    const made = (line: number) => ({ file: "components/cluster/namespace.ts", line });
    expect(origin(`${type}:LimitRange`, "platform-limits")).to.deep.equal({ asked: inFile(3), made: made(4) });
    expect(origin(`${type}:ResourceQuota`, "platform-quota")).to.deep.equal({ asked: inFile(3), made: made(3) });
  });

  it("is the first line of the stack's file for what nothing else is known of", () => {
    expect(origin("pulumi:pulumi:Stack", "platform-dev")).to.deep.equal({ asked: inFile(1) });
    expect(new Locations(root).of("gone", "web").asked).to.deep.equal({ file: "Pulumi.gone.yaml", line: 1 });
  });

  it("is, of an exemption, its line in the rules of the stack", () => {
    const exemption = { rule: "docker-build-network", resource: "platform-web-image-build" };
    const { file, line } = new Locations().ofExemption("dev", exemption);
    expect(file).to.equal("policy/stacks/dev.yaml");
    expect(fs.readFileSync(path.join(PROJECT, file), "utf8").split("\n")[line - 1]).to.equal(
      `  - rule: ${exemption.rule}`,
    );
    expect(new Locations().ofExemption("dev", { ...exemption, resource: "other" }).line).to.equal(1);
  });

  for (const stack of ["dev", "staging", "production"]) {
    it(`is a line there is, for every resource of ${stack}`, () => {
      const locations = new Locations();
      const types = new Map(goldenResources(stack).map(({ name, type }) => [name, type]));
      const lines = (file: string) => fs.readFileSync(path.join(PROJECT, file), "utf8").split("\n");
      for (const { type, name, parent } of goldenResources(stack)) {
        const chain = [...(parent === undefined ? [] : [types.get(parent)]), type].join("$");
        const { asked, made } = locations.of(stack, `urn:pulumi:${stack}::platform::${chain}::${name}`);
        for (const one of [asked, made]) if (one) expect(lines(one.file)[one.line - 1], name).not.to.equal(undefined);
        if (name.startsWith("platform-web")) expect(lines(asked.file)[asked.line - 1], name).to.equal("    web:");
        if (chain.startsWith("platform:")) expect(made, name).not.to.equal(undefined);
      }
    });
  }
});
