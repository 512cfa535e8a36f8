import * as fs from "node:fs";
import * as path from "node:path";
import versions from "../../versions.json";
import { hashInputs } from "./cache";

/** The folder of the Go module. */
export const moduleDirectory = __dirname;

/** One program that is built from the Go module. */
export interface Binary {
  /** The file name it gets. */
  name: string;
  /** The package of its `main`. */
  package: string;
  /** Variables set at link time: full name to value. */
  variables: Record<string, string>;
  /** Files of our own it is made from, beside go.mod and go.sum. */
  sources: string[];
  /** Other names by which it is called. */
  links?: string[];
}

const componentVersion = "k8s.io/component-base/version";
const kubernetesVersion = (version: string) => ({
  [`${componentVersion}.gitVersion`]: `v${version}`,
  [`${componentVersion}.gitMajor`]: version.split(".")[0] ?? "",
  [`${componentVersion}.gitMinor`]: version.split(".")[1] ?? "",
  [`${componentVersion}.gitTreeState`]: "clean",
});

const own = (name: string) => ({ name, package: `./cmd/${name}`, sources: sourcesOf(`cmd/${name}`) });

/** The files of a package, without its tests: what is built does not depend on them. */
function sourcesOf(directory: string): string[] {
  return fs
    .readdirSync(path.join(moduleDirectory, directory))
    .filter((name) => !name.endsWith("_test.go"))
    .map((name) => path.join(directory, name));
}

/** Every program of the toolchain. */
export const binaries: readonly Binary[] = [
  { ...own("kubernetes"), variables: kubernetesVersion(versions.tools.kubernetes), links: ["kubectl"] },
  {
    name: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${versions.tools.pulumi}` },
    sources: [],
  },
  { ...own("coredns"), variables: {} },
  { ...own("metrics-server"), variables: kubernetesVersion(versions.tools["metrics-server"]) },
  { ...own("network-policy-controller"), variables: {} },
  { ...own("network-policy-plugin"), variables: {} },
  { ...own("storage-provisioner"), variables: {} },
  { ...own("pause"), variables: {} },
  { name: "crane", package: "github.com/google/go-containerregistry/cmd/crane", variables: {}, sources: [] },
];

/** Flags of every build; part of each key. `-trimpath` makes the result the same in every folder and on every machine. */
export const buildFlags = ["-trimpath", "-buildvcs=false"];

/** The linker flags of one program: no symbol table, and its variables. */
export function linkerFlags(binary: Binary): string {
  const variables = Object.entries(binary.variables).map(([name, value]) => `-X ${name}=${value}`);
  return ["-s", "-w", ...variables].join(" ");
}

/** The key of a program in the cache: a hash of all it is made from. */
export function binaryKey(binary: Binary): string {
  return hashInputs(
    moduleDirectory,
    ["go.mod", "go.sum", ...binary.sources],
    [
      binary.name,
      binary.package,
      linkerFlags(binary),
      ...buildFlags,
      `go${versions.tools.go}`,
      "linux/amd64",
      "CGO_ENABLED=0",
    ],
  );
}
