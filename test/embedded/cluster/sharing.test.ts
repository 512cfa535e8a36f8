import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../../../embedded/paths";
import { definitionOf, refuseForeignDefinition } from "../../../embedded/cluster/sharing";
import type { ClusterRecord } from "../../../embedded/cluster/record";
import { chooseNetwork } from "../../../embedded/cluster/network";

describe("a cluster that runs already", () => {
  const record = (directory: string, definition?: string): ClusterRecord => ({
    network: chooseNetwork([]),
    definition,
    startedFrom: { directory, user: "anna", at: "2026-01-01T00:00:00Z" },
  });

  it("is shared with another source tree of the same versions", () => {
    expect(() => refuseForeignDefinition(record("/other", "same"), "same")).not.to.throw();
  });

  it("is not replaced by a source tree of other versions, which is told whose it is", () => {
    expect(() => refuseForeignDefinition(record("/other", "theirs"), "ours")).to.throw(
      /anna started it from \/other at 2026-01-01T00:00:00Z[\s\S]*What to do: stop it there .*--take-over/,
    );
  });

  it("is brought up to date by the tree that started it", () => {
    expect(() => refuseForeignDefinition(record(repositoryRoot, "older"), "newer")).not.to.throw();
  });

  it("is another one as soon as one of its programs is, also of those that enforce network policies", () => {
    const cache = fs.mkdtempSync(path.join(os.tmpdir(), "platform-sharing-"));
    const before = process.env.PLATFORM_CACHE;
    process.env.PLATFORM_CACHE = cache;
    try {
      const program = (name: string): string => {
        fs.writeFileSync(path.join(cache, name), "");
        return path.join(cache, name);
      };
      const definition = (changed?: string): string =>
        definitionOf({ path: (name) => program(name === changed ? `${name}-newer` : name), cniPlugins: "" });
      for (const name of ["kubernetes", "containerd", "network-policy-controller", "network-policy-plugin"]) {
        expect(definition(name), name).to.not.equal(definition());
      }
      // A client of the cluster is no part of it.
      expect(definition("crane")).to.equal(definition());
    } finally {
      if (before === undefined) delete process.env.PLATFORM_CACHE;
      else process.env.PLATFORM_CACHE = before;
      fs.rmSync(cache, { recursive: true });
    }
  });

  it("is finished by whoever comes when its first start was cut off", () => {
    expect(() => refuseForeignDefinition({ network: chooseNetwork([]) }, "ours")).not.to.throw();
  });
});
