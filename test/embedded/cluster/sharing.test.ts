import { expect } from "chai";
import { repositoryRoot } from "../../../embedded/paths";
import { refuseForeignDefinition } from "../../../embedded/cluster/sharing";
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

  it("is finished by whoever comes when its first start was cut off", () => {
    expect(() => refuseForeignDefinition({ network: chooseNetwork([]) }, "ours")).not.to.throw();
  });
});
