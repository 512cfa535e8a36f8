import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";

/** Secret values that must be seen nowhere. */
export class Canaries {
  readonly values: string[] = [];
  /** Arguments of every process of the machine that was seen meanwhile. */
  readonly commands = new Set<string>();
  readonly #watch = setInterval(() => this.#lookAtProcesses(), 25);

  /** A new secret value. */
  hatch(): string {
    const canary = `canary${randomBytes(8).toString("hex")}`;
    this.values.push(canary);
    return canary;
  }

  /** Fails where a text has one of the values, as it is or in base64. */
  expectHidden(where: string, text: string): void {
    for (const form of this.#forms()) {
      const at = text.indexOf(form);
      const before = at < 0 ? "" : text.slice(Math.max(0, at - 200), at);
      expect(at, `the secret is in plain text in ${where}, after ${before}`).to.equal(-1);
    }
  }

  /**
   * Fails where a file below a folder has one of the values. The SDK sends its calls to the engine word for word, and event logs have that
   * among their debug messages, which are left out.
   *
   * @returns the files.
   */
  expectHiddenIn(folder: string): string[] {
    const files = fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files) {
      const lines = fs.readFileSync(file, "latin1").split("\n");
      const isRead = (line: string) => !file.includes("/events-") || !line.includes('"severity":"debug"');
      this.expectHidden(file, lines.filter(isRead).join("\n"));
    }
    return files;
  }

  /** Fails where a process has had one of the values among its arguments. */
  expectHiddenFromProcesses(): void {
    for (const command of this.commands) this.expectHidden(command, command);
  }

  /** Ends the look at processes. */
  stop(): void {
    clearInterval(this.#watch);
  }

  /** The values as they could be found: as text, and as the cluster and the engine write bytes. */
  #forms(): string[] {
    return this.values.flatMap((canary) => [
      canary,
      // In base64 the neighbours of a string change its first and last characters, in three ways.
      ...[0, 1, 2].map((offset) => {
        const encoded = Buffer.from(`${"x".repeat(offset)}${canary}`).toString("base64");
        return encoded.slice(4, -4);
      }),
    ]);
  }

  #lookAtProcesses(): void {
    for (const id of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        this.commands.add(fs.readFileSync(`/proc/${id}/cmdline`, "utf8"));
      } catch {
        // The process has ended.
      }
    }
  }
}
