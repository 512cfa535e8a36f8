import type { Report } from "../report";
import { ensureToolchain } from "../toolchain";
import type { BinaryName } from "../toolchain";
import { ensureDebianPackages, isDebianProgram } from "../toolchain/debian";
import type { ClusterBinaries } from "./layout";

/**
 * All executables of the cluster: those built from Go modules and those of Debian packages. What is missing is built or fetched.
 *
 * @param report is told what is built, fetched and how far
 */
export async function ensureClusterBinaries(report: Report): Promise<ClusterBinaries> {
  const debian = await ensureDebianPackages(report);
  const toolchain = await ensureToolchain(report);
  return {
    path: (name) => (isDebianProgram(name) ? debian.path(name) : toolchain.path(name as BinaryName)),
    cniPlugins: debian.cniPlugins,
  };
}
