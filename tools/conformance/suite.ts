import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";
import versions from "../../versions.json";
import type { Report } from "../../embedded/report";
import { ensureCached, hashInputs, withLock } from "../../embedded/toolchain/cache";
import { ensureGo } from "../../embedded/toolchain/go";

/** The suite and what goes into its main image, as files. */
export interface Suite {
  /** The compiled cases. */
  program: string;
  /** The folder with the program of the image `agnhost` and the certificate it serves with. */
  agnhost: string;
  /** Changes when one of them does. */
  key: string;
}

const AGNHOST = "k8s.io/kubernetes/test/images/agnhost";

/**
 * Builds the suite and its test program from Kubernetes' own module, unless that was done already. It has a Go module of its own, so
 * that the programs of the cluster need none of what only tests need.
 *
 * @throws Error when the modules cannot be fetched or built
 */
export async function ensureSuite(report: Report): Promise<Suite> {
  const key = hashInputs(__dirname, ["go.mod", "go.sum", "suite"], [`go${versions.tools.go}`]);
  const directory = await withLock("conformance", report, () =>
    ensureCached("conformance", key, (target) => build(target, report)),
  );
  return { program: path.join(directory, "suite.test"), agnhost: directory, key };
}

async function build(target: string, report: Report): Promise<void> {
  const go = await ensureGo(report);
  const options = { cwd: __dirname, env: go.environment, extendEnv: false } as const;
  const version = "k8s.io/component-base/version";
  const [major, minor] = versions.tools.kubernetes.split(".");
  const variables = { gitVersion: `v${versions.tools.kubernetes}`, gitMajor: major, gitMinor: minor };
  const linkerFlags = [
    "-s",
    "-w",
    ...Object.entries(variables).map(([name, value]) => `-X ${version}.${name}=${value}`),
  ];
  const flags = ["-trimpath", "-buildvcs=false", "-ldflags", linkerFlags.join(" ")];
  report("building Kubernetes' end-to-end suite, which takes minutes");
  await execa(
    go.command,
    ["test", "-c", "-vet=off", ...flags, "-o", path.join(target, "suite.test"), "./suite"],
    options,
  );
  report("building its test image's program");
  await execa(go.command, ["build", ...flags, "-o", path.join(target, "agnhost"), AGNHOST], options);
  const { stdout } = await execa(go.command, ["list", "-f", "{{.Dir}}", AGNHOST], options);
  for (const file of ["localhost.crt", "localhost.key"]) {
    fs.copyFileSync(path.join(stdout.trim(), "porter", file), path.join(target, file));
  }
}
