import { Server } from "@grpc/grpc-js";
import type { ResourceValidationPolicy } from "@pulumi/policy";
import deserialize = require("@pulumi/policy/deserialize");
import server = require("@pulumi/policy/server");
import { expect } from "chai";
import { servePack } from "../../policy/lib/pack";
import { rulesOf } from "../../policy/lib/rules";
import { requestAbout } from "./support/analyzer";

type Handler = (call: { request: unknown }, done: (error?: Error | null, answer?: unknown) => void) => void;

describe("a pack that is served", () => {
  const rules = rulesOf("docker");
  const asked: string[] = [];
  let served: { name: string; policies: readonly string[] } | undefined;
  let isReadOnce: boolean;
  let analyze: Handler;

  before(() => {
    const { serve } = server;
    const { deserializeProperties } = deserialize;
    const { addService } = Object.getOwnPropertyDescriptors(Server.prototype);
    // What would listen only shows what it is, and how it would answer.
    Server.prototype.addService = (_service, handlers) => void (analyze = handlers.analyze as unknown as Handler);
    server.serve = (name, version, level, pack) => {
      const policies = pack.policies as ResourceValidationPolicy[];
      served = { name, policies: policies.map((policy) => policy.name) };
      for (const policy of policies) policy.validateResource = () => void asked.push(policy.name);
      const analyzer = server.makeAnalyzeRpcFun(name, version, level, policies);
      new Server().addService({}, { analyze: analyzer as never });
    };
    try {
      servePack("platform-docker", ["docker"]);
      isReadOnce = deserialize.deserializeProperties !== deserializeProperties;
    } finally {
      server.serve = serve;
      deserialize.deserializeProperties = deserializeProperties;
      Object.defineProperties(Server.prototype, { addService });
    }
  });

  it("has the rules of its folder, under their names", () =>
    expect(served).to.deep.equal({ name: "platform-docker", policies: rules.map(({ id }) => id) }));

  it("reads each resource once for all of them", () => expect(isReadOnce).to.equal(true));

  it("asks those that are about the resource's type, and no others", async () => {
    const type = "docker:index/container:Container";
    const request = requestAbout({ type, properties: {} });
    await new Promise<void>((resolve, reject) => analyze({ request }, (error) => (error ? reject(error) : resolve())));
    const concerned = rules.filter((rule) => rule.appliesTo(type)).map(({ id }) => id);
    expect(concerned).not.to.have.length(rules.length);
    expect(asked).to.deep.equal(concerned);
  });
});
