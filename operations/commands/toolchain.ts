import type { Command } from "commander";
import * as fs from "node:fs";
import { runSteps } from "../steps";
import { binaries, binaryKey } from "../../embedded/toolchain/binaries";
import { sha256 } from "../../embedded/toolchain/cache";
import { checksumsFile, exportBinary } from "../../embedded/toolchain/mirror";
import { ensureToolchain, type BinaryName, type Toolchain } from "../../embedded/toolchain";

/** Adds `toolchain` with what is done with it alone. */
export function registerToolchainCommand(program: Command): void {
  const command = program.command("toolchain").description("build, list, export the programs of the embedded target");

  command
    .command("build", { isDefault: true })
    .description("make what is missing, from sources or from the mirror named by PLATFORM_MIRROR, and list it")
    .action(async () => {
      const toolchain = await ensured();
      for (const { name } of binaries) process.stdout.write(`${name}\t${toolchain.path(name as BinaryName)}\n`);
    });

  command
    .command("checksums")
    .description("record the checksums that files of a mirror are held against; commit the result")
    .action(async () => {
      const toolchain = await ensured();
      const entries = await Promise.all(
        binaries.map(async (binary) => [
          binary.name,
          { key: binaryKey(binary), sha256: await sha256(toolchain.path(binary.name as BinaryName)) },
        ]),
      );
      fs.writeFileSync(checksumsFile, `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`);
      process.stdout.write(`${entries.length} checksums written.\n`);
    });

  command
    .command("export")
    .description("write the programs as a release mirror serves them")
    .argument("<directory>", "folder to fill; serve it over HTTP and set PLATFORM_MIRROR to its URL")
    .action(async (directory: string) => {
      const toolchain = await ensured();
      for (const binary of binaries) {
        await exportBinary(toolchain.path(binary.name as BinaryName), binary.name, binaryKey(binary), directory);
      }
      process.stdout.write(`${binaries.length} programs written to ${directory}.\n`);
    });
}

async function ensured(): Promise<Toolchain> {
  let toolchain: Toolchain | undefined;
  await runSteps([{ title: "Programs", run: async (report) => void (toolchain = await ensureToolchain(report)) }]);
  return toolchain as unknown as Toolchain;
}
