import deserialize = require("@pulumi/policy/deserialize");
import server = require("@pulumi/policy/server");
import { expect } from "chai";
import { servePack } from "../../policy/lib/pack";
import { rulesOf } from "../../policy/lib/rules";

describe("a pack that is served", () => {
  const rules = rulesOf("docker");
  let served: { name: string; policies: readonly string[] } | undefined;
  let isReadOnce: boolean;

  before(() => {
    const { serve } = server;
    const { deserializeProperties } = deserialize;
    // What would listen only shows what it is.
    server.serve = (name, _version, _level, pack) =>
      void (served = { name, policies: pack.policies.map((policy) => policy.name) });
    try {
      servePack("platform-docker", ["docker"]);
      isReadOnce = deserialize.deserializeProperties !== deserializeProperties;
    } finally {
      server.serve = serve;
      deserialize.deserializeProperties = deserializeProperties;
    }
  });

  it("has the rules of its folder, under their names", () =>
    expect(served).to.deep.equal({ name: "platform-docker", policies: rules.map(({ id }) => id) }));

  it("reads each resource once for all of them", () => expect(isReadOnce).to.equal(true));
});
