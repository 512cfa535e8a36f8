import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { ImageRecord } from "../../../embedded/images/record";
import { LoopbackRegistry, mirrorReference } from "../../../embedded/images/registry";
import { writeScratchImage } from "../../../embedded/images/scratch";
import { sha256 } from "../../../embedded/toolchain/cache";
import { extraAuthorities } from "../../../embedded/images/trust";
import versions from "../../../versions.json";

/** A directory per test of the suite that calls it. */
function useDirectory(): { path: string } {
  const directory = { path: "" };
  beforeEach(() => {
    directory.path = fs.mkdtempSync(path.join(os.tmpdir(), "platform-images-"));
  });
  afterEach(() => fs.rmSync(directory.path, { recursive: true }));
  return directory;
}

describe("images of one static program", () => {
  const directory = useDirectory();
  const write = async (name: string, changed = new Date()): Promise<string> => {
    const program = path.join(directory.path, "program");
    fs.writeFileSync(program, "#!/bin/true\n");
    fs.utimesSync(program, changed, changed);
    const archive = path.join(directory.path, name);
    await writeScratchImage(
      { name: "pause", files: { pause: program }, entrypoint: ["/pause"], user: "65534:65534" },
      archive,
    );
    return archive;
  };
  const extract = (archive: string, file: string): string =>
    execFileSync("tar", ["-xOf", archive, file], { encoding: "utf8" });

  it("come out the same whenever they are made", async () => {
    const first = await sha256(await write("a.tar"));
    expect(await sha256(await write("b.tar", new Date("2020-01-01")))).to.equal(first);
  });

  it("say how they run, and name the layer by its content", async () => {
    const archive = await write("a.tar");
    const [manifest] = JSON.parse(extract(archive, "manifest.json")) as { Config: string; Layers: string[] }[];
    const configuration = JSON.parse(extract(archive, manifest!.Config)) as {
      config: object;
      rootfs: { diff_ids: string[] };
    };
    expect(configuration.config).to.deep.equal({ Entrypoint: ["/pause"], User: "65534:65534", WorkingDir: "/" });
    execFileSync("tar", ["-xf", archive, "-C", directory.path, "layer.tar"]);
    const layer = path.join(directory.path, "layer.tar");
    expect(configuration.rootfs.diff_ids).to.deep.equal([`sha256:${await sha256(layer)}`]);
    expect(execFileSync("tar", ["-tvf", layer], { encoding: "utf8" })).to.match(
      /^-rwxr-xr-x (0|root)\/(0|root) .* pause\n$/,
    );
  });
});

describe("the record of images", () => {
  const directory = useDirectory();
  let server: http.Server;
  let registry: LoopbackRegistry;
  let digests: Record<string, string>;
  beforeEach(async () => {
    digests = {};
    server = http.createServer((request, response) => {
      const digest = digests[request.url!];
      if (request.url === "/v2/") response.writeHead(200);
      else if (digest) response.writeHead(200, { "docker-content-digest": digest });
      else response.writeHead(404);
      response.end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    registry = new LoopbackRegistry(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(() => server.close());

  const url = `/v2/mirror/docker.io/library/debian/manifests/${versions.images.debian.tag}`;
  async function ensure(input: string, digest: string): Promise<{ reference: string; made: string[] }> {
    const made: string[] = [];
    const reference = await new ImageRecord(path.join(directory.path, "images.json"), registry).ensure(
      "debian",
      input,
      (to) => {
        made.push(to);
        digests[url] = digest;
        return Promise.resolve();
      },
    );
    return { reference, made };
  }

  it("makes an image once for an input, and again for another", async () => {
    const tagged = `${registry.address}/mirror/docker.io/library/debian:${versions.images.debian.tag}`;
    expect(await ensure("one", "sha256:1")).to.deep.equal({
      reference: `${registry.address}/mirror/docker.io/library/debian@sha256:1`,
      made: [tagged],
    });
    expect((await ensure("one", "sha256:2")).made).to.deep.equal([]);
    expect((await ensure("two", "sha256:2")).reference).to.match(/@sha256:2$/);
  });

  it("makes it again when the registry has lost it or has another", async () => {
    await ensure("one", "sha256:1");
    delete digests[url];
    expect((await ensure("one", "sha256:1")).made).to.have.length(1);
    digests[url] = "sha256:foreign";
    expect((await ensure("one", "sha256:1")).made).to.have.length(1);
  });

  it("knows a registry that answers from one that does not", async () => {
    expect(await registry.isReady()).to.equal(true);
    server.close();
    await once(server, "close");
    expect(await registry.isReady()).to.equal(false);
  });

  it("names every image as versions.json does", () => {
    expect(mirrorReference("node")).to.deep.equal({
      repository: "mirror/docker.io/library/node",
      tag: versions.images.node.tag,
    });
    expect(mirrorReference("coredns").repository).to.equal("mirror/registry.k8s.io/coredns/coredns");
  });
});

describe("certificate authorities beyond Debian's", () => {
  const directory = useDirectory();
  const debian = "/usr/share/ca-certificates/mozilla";

  it("are those of the machine's bundle that Debian's package has not", () => {
    const known = fs.readFileSync(path.join(debian, fs.readdirSync(debian)[0]!), "utf8");
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=company"].concat(
        [...["-keyout", path.join(directory.path, "key"), "-out", path.join(directory.path, "company")]],
      ),
      { stdio: "ignore" },
    );
    const company = fs.readFileSync(path.join(directory.path, "company"), "utf8");
    const bundle = path.join(directory.path, "bundle");
    fs.writeFileSync(bundle, `${known}\n${company}\n${company}`);
    const extra = extraAuthorities({ SSL_CERT_FILE: bundle });
    expect(extra.map(({ pem }) => pem.trim())).to.deep.equal([company.trim()]);
    expect(extra[0]!.fileName).to.match(/^machine-[0-9a-f]{16}\.crt$/);
    expect(extraAuthorities({ NODE_EXTRA_CA_CERTS: bundle })).to.deep.equal(extra);
  });

  it("are none where the bundle is missing", () => {
    expect(extraAuthorities({ SSL_CERT_FILE: path.join(directory.path, "none") })).to.deep.equal([]);
  });
});
