import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { hashSync } from "bcryptjs";
import { ensureDebianPackages } from "../../embedded/toolchain/debian";
import { freePort, startProgram, stopProgram } from "./private-program";

/** Who may use a registry. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/** A real registry on the loopback interface that allows deletion, apart from everything else on the machine. */
export class PrivateRegistry {
  private constructor(
    /** Host and port. */
    readonly address: string,
    private readonly directory: string,
    private readonly child: ChildProcess,
  ) {}

  /** @param account asks for this user's password */
  static async start(account?: Account): Promise<PrivateRegistry> {
    const packages = await ensureDebianPackages(() => undefined);
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const data = fs.mkdtempSync(path.join(os.tmpdir(), "registry-"));
    if (account) fs.writeFileSync(`${data}/htpasswd`, `${account.username}:${hashSync(account.password, 4)}\n`);
    const auth = account ? `auth: {htpasswd: {realm: test, path: ${data}/htpasswd}}\n` : "";
    fs.writeFileSync(
      `${data}/config.yml`,
      `version: 0.1\nstorage: {filesystem: {rootdirectory: ${data}}, delete: {enabled: true}}\nhttp: {addr: "${address}"}\n${auth}`,
    );
    const program = packages.path("docker-registry");
    return new PrivateRegistry(address, data, await startProgram(program, ["serve", `${data}/config.yml`], port, data));
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    await stopProgram(this.child);
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}
