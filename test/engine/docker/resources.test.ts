import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import type { PropertyMap } from "../../../engine/plugin";
import type { PluginClient } from "../../support/plugin-client";
import { Bench, digest, failure, imageId } from "./bench";
import { fail, fakeRegistry, type FakeServer, lines } from "./fakes";

const REMOTE = { type: "docker:index/remoteImage:RemoteImage", name: "remote" };
const TAG = { type: "docker:index/tag:Tag", name: "tag" };
const PUSHED = { type: "docker:index/registryImage:RegistryImage", name: "pushed" };

describe("docker resources, with a daemon and a registry that answer as told", function () {
  this.timeout(20_000);

  let bench: Bench;
  let client: PluginClient;
  let daemon: FakeServer;
  let host: string;

  beforeEach(async () => {
    bench = await Bench.start();
    ({ client, daemon, host } = bench);
  });
  afterEach(() => bench.stop());

  describe("RemoteImage", () => {
    const name = (): string => `${host}/team/web:dev`;

    it("is pulled when the daemon does not have it, and removed with the resource", async () => {
      daemon.on("POST /images/create", (seen, response) => {
        daemon.on("GET /images/*/json", { Id: imageId, RepoDigests: [`${host}/team/web@${digest}`] });
        lines({ status: "Pulling" }, { status: "Done" })(seen, response);
      });
      const state = await client.create(REMOTE, { name: name() });
      expect(state.id).to.equal(imageId + name());
      expect(state.outputs).to.deep.equal({ name: name(), imageId, repoDigest: `${host}/team/web@${digest}` });
      const pull = daemon.requests("POST", "/images/create")[0]!.query;
      expect(Object.fromEntries(pull)).to.deep.equal({ fromImage: `${host}/team/web`, tag: "dev" });

      daemon.on("DELETE /images/*", []);
      await client.delete(REMOTE, state);
      expect(daemon.requests("DELETE", `/images/${name()}`)).to.have.length(1);
    });

    it("stays on the daemon with keepLocally, and is missed on refresh", async () => {
      daemon.on("GET /images/*/json", { Id: imageId });
      const state = await client.create(REMOTE, { name: name(), keepLocally: true });
      await client.delete(REMOTE, state);
      expect(daemon.seen.some((seen) => seen.method === "DELETE")).to.equal(false);
      daemon.on("GET /images/*/json", fail(404, "no such image"));
      expect(await client.read(REMOTE, state)).to.equal(undefined);
    });

    it("is replaced for another name or trigger, updated for its flags", async () => {
      daemon.on("GET /images/*/json", { Id: imageId });
      const state = await client.create(REMOTE, { name: name(), pullTriggers: ["1"] });
      const replaces = async (more: PropertyMap) =>
        (await client.diff(REMOTE, state, { ...state.inputs, ...more })).replaces;
      expect(await replaces({ pullTriggers: ["2"] })).to.deep.equal(["pullTriggers"]);
      expect(await replaces({ name: "other" })).to.deep.equal(["name"]);
      expect(await replaces({ keepLocally: true })).to.deep.equal([]);
      expect((await client.diff(REMOTE, state, { ...state.inputs, keepLocally: false })).changes).to.equal(false);
    });

    it("says that a container holds it, and how to remove it all the same", async () => {
      daemon.on("GET /images/*/json", { Id: imageId });
      const state = await client.create(REMOTE, { name: name() });
      daemon.on("DELETE /images/*", fail(409, "conflict: image is being used by running container 1234"));
      expect((await failure(client.delete(REMOTE, state))).message)
        .to.contain("1234")
        .and.to.contain("forceRemove");
    });
  });

  it("say that there is no daemon, not that there is no registry", async () => {
    await client.configure({ host: "tcp://127.0.0.1:9" });
    const error = await failure(client.create(REMOTE, { name: "a:1" }));
    expect(error.message).to.contain("Cannot reach the Docker daemon at tcp://127.0.0.1:9");
    daemon.on("GET /images/*/json", { Id: imageId });
    daemon.on("POST /images/*/push", (_seen, response) => response.destroy());
    await client.configure({ host: daemon.host });
    const pushing = await failure(client.create(PUSHED, { name: `${host}/a:1` }));
    // It is certain that nothing was changed, so the engine need not doubt the state.
    expect(pushing.code).to.equal(status.FAILED_PRECONDITION);
    expect(pushing.message).to.contain("Cannot reach the Docker daemon").and.not.to.contain("registry runs");
  });

  it("Tag names an image again, and is gone when the name is", async () => {
    daemon.on("POST /images/*/tag", (_seen, response) => response.writeHead(201).end());
    daemon.on("GET /images/*/json", { Id: imageId });
    const state = await client.create(TAG, { sourceImage: "a:1", targetImage: `${host}/b:2` });
    expect(state.id).to.equal(`a:1.${host}/b:2`);
    expect(state.outputs.sourceImageId).to.equal(imageId);
    expect(Object.fromEntries(daemon.requests("POST", "/images/a:1/tag")[0]!.query)).to.deep.equal({
      repo: `${host}/b`,
      tag: "2",
    });
    daemon.on("GET /images/*/json", fail(404, "no such image"));
    expect(await client.read(TAG, state)).to.equal(undefined);
    daemon.on("POST /images/*/tag", fail(404, "no such image"));
    expect((await failure(client.create(TAG, state.inputs))).message)
      .to.contain("a:1")
      .and.to.contain("build or pull");
  });

  it("RegistryImage pushes a local image, and deletes it from the registry unless told not to", async () => {
    daemon.on("GET /images/*/json", { Id: imageId });
    const state = await client.create(PUSHED, { name: `${host}/team/web:dev` });
    expect(state.id).to.equal(digest);
    expect(state.outputs.sha256Digest).to.equal(digest);
    await client.delete(PUSHED, { ...state, inputs: { ...state.inputs, keepRemotely: true } });
    expect(bench.manifests).to.have.property(digest);
    await client.delete(PUSHED, state);
    expect(bench.manifests).to.deep.equal({});
    expect(await client.read(PUSHED, state)).to.equal(undefined);
    await client.delete(PUSHED, state);
  });

  it("RegistryImage says when the registry forbids to delete", async () => {
    daemon.on("GET /images/*/json", { Id: imageId });
    const state = await client.create(PUSHED, { name: `${host}/team/web:dev` });
    bench.registry.on("DELETE /v2/*", (_seen, response) => response.writeHead(405).end());
    expect((await failure(client.delete(PUSHED, state))).message).to.contain("keepRemotely");
  });

  describe("functions", () => {
    const token = (name: string): string => `docker:index/${name}:${name}`;

    it("read digests and manifests from the registry", async () => {
      const name = `${host}/team/web:dev`;
      expect(await client.invoke(token("getRegistryImage"), { name })).to.include({
        id: digest,
        name,
        sha256Digest: digest,
      });
      bench.manifests.dev!.content = {
        manifests: [{ digest: "sha256:a", mediaType: "m", platform: { os: "linux", architecture: "arm64" } }],
      };
      const { manifests: found } = await client.invoke(token("getRegistryImageManifests"), { name });
      expect(found).to.deep.equal([{ architecture: "arm64", mediaType: "m", os: "linux", sha256Digest: "sha256:a" }]);
      const missing = await failure(client.invoke(token("getRegistryImage"), { name: `${host}/none:1` }));
      expect(missing.message).to.contain(`${host}/none:1`);
    });

    it("read local images", async () => {
      daemon.on("GET /images/*/json", { Id: imageId, RepoDigests: [`nginx@${digest}`] });
      expect(await client.invoke(token("getRemoteImage"), { name: "nginx:1" })).to.deep.equal({
        id: imageId,
        name: "nginx:1",
        repoDigest: `nginx@${digest}`,
      });
    });

    for (const auth of ["Basic", "Bearer"] as const) {
      it(`answer a registry's ${auth} challenge with the provider's registryAuth`, async () => {
        const closed = fakeRegistry({ v1: { digest } }, { auth, user: "u", password: "right" });
        const address = await closed.listenOnPort();
        const ask = async (password: string) => {
          await client.configure({ registryAuth: JSON.stringify([{ address, username: "u", password }]) });
          return client.invoke(token("getRegistryImage"), { name: `${address}/a:v1` });
        };
        try {
          expect((await ask("right")).sha256Digest).to.equal(digest);
          const error = await failure(ask("wrong-canary"));
          expect(error.message).to.contain("401").and.to.contain("registryAuth").and.not.to.contain("canary");
        } finally {
          closed.stop();
        }
      });
    }

    it("say that a registry cannot be reached", async () => {
      bench.registry.stop();
      const error = await failure(client.invoke(token("getRegistryImage"), { name: `${host}/a:1` }));
      expect(error.message).to.contain(`Cannot reach the registry ${host}`);
    });
  });
});
