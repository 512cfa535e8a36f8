import { expect } from "chai";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { type Binary, binaryKey } from "../../../embedded/toolchain/binaries";
import { downloadBinary, exportBinary, mirrorFile } from "../../../embedded/toolchain/mirror";

describe("release mirror", () => {
  const binary: Binary = { name: "pause", package: "./cmd/pause", variables: {}, sources: ["cmd/pause"] };
  const key = binaryKey(binary);
  const content = crypto.randomBytes(100_000);
  const good = { pause: { key, sha256: crypto.createHash("sha256").update(content).digest("hex") } };
  let work: string;
  let server: http.Server;
  let base: string;

  before(async () => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-mirror-test-"));
    fs.writeFileSync(path.join(work, "built"), content);
    await exportBinary(path.join(work, "built"), "pause", key, path.join(work, "mirror"));
    server = http.createServer((request, response) => {
      const file = path.join(work, "mirror", path.basename(request.url ?? ""));
      if (!fs.existsSync(file)) return response.writeHead(404).end();
      return fs.createReadStream(file).pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/releases`;
  });
  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    fs.rmSync(work, { recursive: true, force: true });
  });

  const download = async (from: string, checksums: Parameters<typeof downloadBinary>[4]) => {
    const target = path.join(work, "downloaded");
    fs.rmSync(target, { force: true });
    const error = await downloadBinary(from, binary, target, () => {}, checksums).then(
      () => undefined,
      (reason: Error) => reason,
    );
    return { target, message: error?.message };
  };

  it("serves a program that is the one built, and executable", async () => {
    const { target, message } = await download(base, good);
    expect(message).to.equal(undefined);
    expect(fs.readFileSync(target).equals(content)).to.equal(true);
    expect(fs.statSync(target).mode & 0o111).to.equal(0o111);
  });

  it("is refused, and leaves no file, when the checksum is another", async () => {
    const { target, message } = await download(base, { pause: { key, sha256: "0".repeat(64) } });
    expect(message).to.match(/^Checksum mismatch: .*\/pause-/);
    expect(message).to.contain(`SHA-256 ${good.pause.sha256}, wanted ${"0".repeat(64)}`);
    expect(fs.existsSync(target)).to.equal(false);
  });

  it("is refused when the content was cut off", async () => {
    const file = path.join(work, "mirror", mirrorFile("pause", key));
    const whole = fs.readFileSync(file);
    fs.writeFileSync(file, whole.subarray(0, whole.length / 2));
    const { target, message } = await download(base, good);
    fs.writeFileSync(file, whole);
    expect(message).to.match(/unexpected end of file/);
    expect(fs.existsSync(target)).to.equal(false);
  });

  it("is not asked when the tree knows no checksum of these sources", async () => {
    const { message } = await download(base, { pause: { key: "of other sources", sha256: good.pause.sha256 } });
    expect(message).to.match(/^No checksum for pause of these sources .*checksums\.json/);
  });

  it("is named, with what it said, when it lacks the file", async () => {
    const { message } = await download(base.replace("releases", "releases/"), {
      pause: { key, sha256: good.pause.sha256 },
    }).then(async (found) => {
      expect(found.message).to.equal(undefined);
      fs.rmSync(path.join(work, "mirror", mirrorFile("pause", key)));
      return download(base, good);
    });
    expect(message).to.match(/PLATFORM_MIRROR\) answers 404 to \/releases\/pause-/);
  });

  it("is named, with the cause, when it does not answer", async () => {
    const idle = http.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => idle.once("listening", resolve));
    const { port } = idle.address() as AddressInfo;
    await new Promise((resolve) => idle.close(resolve));
    const { message } = await download(`http://127.0.0.1:${port}/`, good);
    expect(message).to.match(/PLATFORM_MIRROR\) does not answer: .*ECONNREFUSED/);
  });
});
