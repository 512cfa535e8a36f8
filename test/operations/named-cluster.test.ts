import { expect } from "chai";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { checkNamedCluster } from "../../operations/named-cluster";
import { repositoryRoot } from "../../embedded/paths";
import { files } from "../architecture/sources";
import { FakeApiServer } from "../support/fake-api-server";

describe("a stack's own cluster, before anything is made", () => {
  let server: FakeApiServer;
  let work: string;
  let kubeconfig: string;

  beforeEach(async () => {
    server = await FakeApiServer.start();
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-named-cluster-"));
    kubeconfig = path.join(work, "kubeconfig");
    fs.writeFileSync(kubeconfig, server.kubeconfig());
  });
  afterEach(async () => {
    await server.stop();
    fs.rmSync(work, { recursive: true });
  });

  const answer = (gitVersion: string) =>
    server.on(({ path: asked }, response) => {
      if (asked !== "/version") return false;
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ gitVersion }));
      return true;
    });
  const faultOf = (context = "fake", version?: string) =>
    checkNamedCluster("staging", { context, kubeconfig, version }).then(
      () => "none",
      (error: unknown) => (error as Error).message,
    );

  for (const version of ["v1.30.0", "v1.31.4+k3s1", "v1.35.4-gke.100", "v2.0.0", "unknown"]) {
    it(`may have the version ${version}`, async () => {
      answer(version);
      expect(await faultOf()).to.equal("none");
      expect(server.requests.map(({ method }) => method)).to.deep.equal(["GET"]);
    });
  }

  for (const version of ["v1.29.14", "v1.9.0", "1.27.3-eks", "v0.30.0"]) {
    it(`is refused with the version ${version}`, async () => {
      answer(version);
      expect(await faultOf()).to.match(/has Kubernetes .*; 1\.30 or newer is needed.*Nothing has been made/);
    });
  }

  it("may be as old as its stack's file says, and no older", async () => {
    answer("v1.28.3");
    expect(await faultOf("fake", "1.28")).to.equal("none");
    expect(await faultOf("fake", "1.27")).to.equal("none");
    expect(await faultOf("fake", "1.29")).to.match(
      /has Kubernetes v1\.28\.3, and Pulumi\.staging\.yaml says 1\.29 \(platform:target\.version\)\. Nothing has been made/,
    );
    answer("v1.35.4");
    expect(await faultOf("fake", "1.36")).to.contain("says 1.36");
    expect(await faultOf("fake", "1.35")).to.equal("none");
  });

  it("is refused when its context is in no kubeconfig, does not answer or takes no credentials", async () => {
    expect(await faultOf("platform-staging")).to.match(
      /stack staging is on the cluster platform-staging.*cannot be used from here: .*platform-staging[^]*Nothing has been made/,
    );
    server.on((_request, response) => {
      response.writeHead(401, { "Content-Type": "application/json" }).end('{"kind":"Status","message":"Unauthorized"}');
      return true;
    });
    expect(await faultOf()).to.match(/cannot be used from here: .*Unauthorized/i);
    fs.writeFileSync(kubeconfig, server.kubeconfig().replace(server.url, "http://127.0.0.1:9"));
    expect(await faultOf()).to.match(/cannot be used from here: .*127\.0\.0\.1:9/);
  });

  it("is what npm run up -- --stack staging asks first: no stack, program or state is made, and no file of the tree changes", () => {
    const started = Date.now();
    const tree = () =>
      files()
        .filter((file) => !file.includes("/"))
        .map((file) => [file, fs.readFileSync(path.join(repositoryRoot, file), "utf8"), modified(file)]);
    const modified = (file: string) => fs.statSync(path.join(repositoryRoot, file)).mtimeMs;
    const before = tree();
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", "operations/main.ts", "up", "--stack", "staging"],
      {
        cwd: repositoryRoot,
        encoding: "utf8",
        env: {
          PATH: process.env.PATH,
          HOME: work,
          KUBECONFIG: kubeconfig,
          PLATFORM_CACHE: path.join(work, "cache"),
          PLATFORM_STATE: path.join(work, "state"),
          PLATFORM_RUN: path.join(work, "run"),
        },
      },
    );
    expect(status).to.equal(1);
    expect(stderr).to.match(/error: The stack staging is on the cluster platform-staging/);
    expect(stderr).to.include("npm run up -- --stack staging --rehearse");
    expect(tree()).to.deep.equal(before);
    expect(before.map(([file]) => file)).to.include.members(["Pulumi.staging.yaml", "Pulumi.yaml"]);
    expect(fs.readdirSync(work)).to.deep.equal(["kubeconfig"]);
    expect(Date.now() - started).to.be.lessThan(15_000);
  });
});
