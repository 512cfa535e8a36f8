import { Server } from "@grpc/grpc-js";
import { PolicyPack, type ResourceValidationPolicy } from "@pulumi/policy";
import server = require("@pulumi/policy/server");
import { expect } from "chai";
import { askByType } from "../../policy/lib/by-type";
import { requestAbout } from "./support/analyzer";

type Handlers = Record<
  "analyze" | "remediate",
  (call: { request: unknown }, done: (error?: Error | null) => void) => void
>;

/** A module of its own: that which everybody shares serves one pack in all the life of a process. */
function anew<T>(id: string): T {
  const file = require.resolve(id);
  const shared = require.cache[file];
  delete require.cache[file];
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require(file) as T;
  } finally {
    require.cache[file] = shared;
  }
}

describe("a pack that is asked by type", () => {
  const asked: string[] = [];
  let handlers: Handlers;
  /** How often it was asked whether a policy is about a type. */
  let questions = 0;
  let isLeftAlone: boolean;

  const policy = (name: string): ResourceValidationPolicy => ({
    name,
    description: name,
    enforcementLevel: "remediate",
    validateResource: () => void asked.push(`${name} judges`),
    remediateResource: () => void asked.push(`${name} mends`),
  });

  before(() => {
    const { serve } = server;
    server.serve = anew<typeof server>("@pulumi/policy/server").serve;
    const { addService, bindAsync } = Object.getOwnPropertyDescriptors(Server.prototype);
    // What would listen only shows what it would answer with.
    const show: Server["addService"] = (_service, given) => void (handlers = given as unknown as Handlers);
    Server.prototype.addService = show;
    Server.prototype.bindAsync = () => undefined;
    try {
      askByType((name, type) => {
        questions++;
        return name === "everywhere" || type === `test:index:${name}`;
      });
      new PolicyPack("test", { policies: ["Bucket", "Lock", "everywhere"].map(policy) });
      isLeftAlone = Server.prototype.addService === show;
    } finally {
      server.serve = serve;
      Object.defineProperties(Server.prototype, { addService, bindAsync });
    }
  });

  const ask = async (question: keyof Handlers, type: string): Promise<string[]> => {
    asked.length = 0;
    const request = requestAbout({ type, properties: {} });
    await new Promise<void>((resolve, reject) =>
      handlers[question]({ request }, (error) => (error ? reject(error) : resolve())),
    );
    return [...asked];
  };

  it("goes through the policies about a resource's type only", async () => {
    expect(await ask("analyze", "test:index:Bucket")).to.deep.equal(["Bucket judges", "everywhere judges"]);
    expect(await ask("analyze", "test:index:Lock")).to.deep.equal(["Lock judges", "everywhere judges"]);
    expect(await ask("remediate", "test:index:Bucket")).to.deep.equal(["Bucket mends", "everywhere mends"]);
  });

  it("goes through the same ones again for the next resource of the type", async () => {
    await ask("analyze", "test:index:Lock");
    const known = questions;
    expect(await ask("analyze", "test:index:Lock")).to.deep.equal(["Lock judges", "everywhere judges"]);
    expect(questions).to.equal(known);
  });

  it("leaves alone what other services are added by", () => expect(isLeftAlone).to.equal(true));
});
