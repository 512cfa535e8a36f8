import * as fs from "node:fs";
import * as path from "node:path";
import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { Secret, Unknown, type PropertyMap } from "../../../engine/plugin";
import type { PluginClient } from "../../support/plugin-client";
import { Bench, digest, failure, imageId } from "./bench";
import { fail, type FakeServer, lines } from "./fakes";

const IMAGE = { type: "docker:index/image:Image", name: "web" };

describe("docker Image, with a daemon and a registry that answer as told", function () {
  this.timeout(20_000);

  let bench: Bench;
  let client: PluginClient;
  let daemon: FakeServer;
  let host: string;
  let directory: string;

  beforeEach(async () => {
    bench = await Bench.start();
    ({ client, daemon, host, directory } = bench);
  });
  afterEach(() => bench.stop());

  const inputs = (more: PropertyMap = {}, build: PropertyMap = {}): PropertyMap => ({
    imageName: `${host}/team/web:dev`,
    build: {
      context: directory,
      dockerfile: path.join(directory, "Dockerfile"),
      builderVersion: "BuilderV1",
      ...build,
    },
    skipPush: false,
    buildOnPreview: false,
    ...more,
  });
  const checked = async (given: PropertyMap): Promise<PropertyMap> => {
    const result = await client.check(IMAGE, given);
    expect(result.failures).to.deep.equal([]);
    return result.inputs;
  };

  describe("Image", () => {
    it("is built, pushed, and named by the registry's digest", async () => {
      const state = await client.create(IMAGE, await checked(inputs()));
      expect(state.id).to.equal(`${host}/team/web:dev`);
      expect(state.outputs).to.deep.include({
        baseImageName: `${host}/team/web:dev`,
        imageName: `${host}/team/web:dev`,
        context: directory,
        dockerfile: "Dockerfile",
        registryServer: "",
        repoDigest: `${host}/team/web@${digest}`,
      });
      expect(state.outputs.platform).to.match(/^linux\//);
      expect(state.outputs.__inputs).to.be.instanceOf(Secret);
      expect(bench.registry.requests("GET", `/v2/team/web/manifests/${digest}`)).to.have.length(1);
    });

    it("is built with every option that the program gives", async () => {
      const build = {
        args: { A: "1", B: new Secret("hidden") },
        target: "final",
        platform: "linux/arm64",
        network: "host",
        addHosts: ["a:10.0.0.1", "b:10.0.0.2"],
      };
      await client.create(IMAGE, await checked(inputs({ skipPush: true }, build)));
      const { query, headers, body } = daemon.requests("POST", "/build")[0]!;
      expect(Object.fromEntries(query)).to.deep.include({
        t: `${host}/team/web:dev`,
        dockerfile: "Dockerfile",
        buildargs: '{"A":"1","B":"hidden"}',
        target: "final",
        platform: "linux/arm64",
        networkmode: "host",
        extrahosts: "a:10.0.0.1,b:10.0.0.2",
        version: "1",
      });
      expect(headers["content-type"]).to.equal("application/x-tar");
      expect(body.toString("latin1")).to.contain("FROM base");
    });

    it("uses the machine's network where the daemon has none of its own", async () => {
      daemon.on("GET /networks/bridge", fail(404, "network bridge not found"));
      await client.create(IMAGE, await checked(inputs({ skipPush: true })));
      expect(daemon.requests("POST", "/build")[0]!.query.get("networkmode")).to.equal("host");
    });

    it("that is only local is named by its image id, and pushes nothing", async () => {
      const given = await checked(inputs({ imageName: "web:dev", skipPush: true }));
      const state = await client.create(IMAGE, given);
      expect(state.outputs.repoDigest).to.equal(imageId);
      expect(daemon.seen.some((seen) => seen.path.endsWith("/push"))).to.equal(false);
    });

    it("is not built while nothing has changed, and previews a changed file without building", async () => {
      const given = await checked(inputs());
      const state = await client.create(IMAGE, given);
      expect((await client.diff(IMAGE, state, await checked(inputs()))).changes).to.equal(false);

      fs.writeFileSync(path.join(directory, "new"), "");
      daemon.seen.length = 0;
      const changed = await checked(inputs());
      const diff = await client.diff(IMAGE, state, changed);
      expect(diff.detailed).to.deep.equal({ "build.contextDigest": "update" });
      expect(diff.replaces).to.deep.equal([]);
      const preview = await client.update(IMAGE, state, changed, { preview: true });
      expect(preview.outputs.repoDigest).to.equal(Unknown.value);
      expect(preview.outputs.imageName).to.equal(given.imageName);
      expect(daemon.seen).to.deep.equal([]);
    });

    it("is not built again for other credentials, but for any other input", async () => {
      const registryInputs = { server: host, username: "u", password: "p" };
      const state = await client.create(IMAGE, await checked(inputs({ registry: registryInputs })));
      const diff = async (given: PropertyMap) => (await client.diff(IMAGE, state, await checked(given))).detailed;
      expect(await diff(inputs({ registry: { server: host, username: "v", password: "q" } }))).to.deep.equal({});
      expect(await diff(inputs({ registry: { ...registryInputs, server: "other.example" } }))).to.deep.equal({
        "registry.server": "update",
      });
      expect(await diff(inputs({ registry: registryInputs }, { args: { A: "1" } }))).to.deep.equal({
        "build.args": "add",
      });
    });

    it("is built in a preview that asks for it, but not pushed", async () => {
      const state = await client.create(IMAGE, await checked(inputs({ buildOnPreview: true })), { preview: true });
      expect(state.outputs.repoDigest).to.equal(Unknown.value);
      expect(daemon.requests("POST", "/build")).to.have.length(1);
      expect(daemon.seen.some((seen) => seen.path.endsWith("/push"))).to.equal(false);
    });

    it("keeps the registry's password secret and passes it to the daemon in a header", async () => {
      const given = await checked(inputs({ registry: { username: "u", password: "canary" } }));
      expect((given.registry as PropertyMap).password).to.deep.equal(new Secret("canary"));
      const state = await client.create(IMAGE, given);
      const push = daemon.seen.find((seen) => seen.path.endsWith("/push"))!;
      const auth = Buffer.from(push.headers["x-registry-auth"] as string, "base64url").toString();
      expect(JSON.parse(auth)).to.deep.include({ username: "u", password: "canary" });
      const { __inputs, ...visible } = state.outputs;
      expect(JSON.stringify(visible)).not.to.contain("canary");
    });

    it("shows its progress without secret arguments, and not in its errors either", async () => {
      daemon.on(
        "POST /build",
        lines({ stream: "Step 1/1 : RUN use hidden\n" }, { stream: "got hidden\n" }, { error: "cannot use hidden" }),
      );
      const given = await checked(inputs({}, { args: { TOKEN: new Secret("hidden") } }));
      const error = await failure(client.create(IMAGE, given));
      const shown = client.lines.map((line) => line.message).join("\n");
      expect(shown).to.contain("RUN use [secret]");
      expect(error.message).to.contain("got [secret]").and.to.contain("cannot use [secret]");
      expect(shown + error.message).not.to.contain("hidden");
    });

    it("is gone when its registry no longer has it, and stays when it has", async () => {
      const state = await client.create(IMAGE, await checked(inputs()));
      expect(await client.read(IMAGE, state)).to.deep.equal({ ...state });
      delete bench.manifests[digest];
      expect(await client.read(IMAGE, state)).to.equal(undefined);
    });

    it("can be taken over by its name", async () => {
      const state = await client.read(IMAGE, { id: `${host}/team/web:dev` });
      expect(state!.outputs.repoDigest).to.equal(`${host}/team/web@${digest}`);
      expect(await client.read(IMAGE, { id: `${host}/team/web:missing` })).to.equal(undefined);
    });

    it("accepts inputs that are not known yet", async () => {
      const given = inputs({ imageName: Unknown.value }, { context: Unknown.value, dockerfile: undefined });
      const result = await client.check(IMAGE, given);
      expect(result.failures).to.deep.equal([]);
      expect((result.inputs.build as PropertyMap).contextDigest).to.equal(Unknown.value);
      const { outputs } = await client.create(IMAGE, result.inputs, { preview: true });
      expect(outputs).to.include({ imageName: Unknown.value, context: Unknown.value, repoDigest: Unknown.value });
    });

    const refused: [what: string, more: PropertyMap, build: PropertyMap, part: string][] = [
      ["no name", { imageName: undefined }, {}, "is required"],
      ["a name without a registry", { imageName: "team/web:dev" }, {}, "docker.io/team/web:dev"],
      ["a name in upper case", { imageName: "r.example/Team" }, {}, "lower-case"],
      ["a name with a digest", { imageName: `r.example/a@${digest}` }, {}, "must not have a digest"],
      ["another builder", {}, { builderVersion: "Kaniko" }, "BuilderV1 or BuilderBuildKit"],
      ["an argument that is not a text", {}, { args: { A: 1 } }, "build.args.A: must be a string"],
      ["a missing context", {}, { context: "/nonexistent" }, "there is no directory /nonexistent"],
      [
        "a missing Dockerfile",
        {},
        { dockerfile: "/nonexistent/Dockerfile" },
        "there is no file /nonexistent/Dockerfile",
      ],
    ];
    for (const [what, more, build, part] of refused) {
      it(`is refused with ${what}`, async () => {
        const { failures } = await client.check(IMAGE, inputs(more, build));
        expect(failures.map(({ property, reason }) => `${property} ${reason}`).join("\n")).to.contain(part);
      });
    }

    it("says where the Dockerfile is looked for", async () => {
      const relative = path.relative(process.cwd(), directory);
      const { failures } = await client.check(IMAGE, inputs({}, { context: relative, dockerfile: "Dockerfile" }));
      expect(failures[0]!.reason).to.contain(`write "${path.join(relative, "Dockerfile")}"`);
    });
  });

  describe("faults", () => {
    it("name the remedy when there is no daemon", async () => {
      await client.configure({ host: "unix:///nonexistent/docker.sock" });
      const error = await failure(client.create(IMAGE, await checked(inputs())));
      expect(error.message).to.contain("unix:///nonexistent/docker.sock").and.to.contain("Start Docker");
      expect(error.code).to.equal(status.FAILED_PRECONDITION);
    });

    const pushes: [what: string, message: string, part: string][] = [
      ["the registry is not there", "dial tcp 127.0.0.1:1: connect: connection refused", "cannot reach"],
      ["the credentials are wrong", "unauthorized: authentication required", "does not accept the credentials"],
      ["it speaks plain HTTP", "http: server gave HTTP response to HTTPS client", "insecure-registries"],
    ];
    for (const [what, message, part] of pushes) {
      it(`name the remedy when the push fails because ${what}`, async () => {
        daemon.on("POST /images/*/push", lines({ status: "Pushing" }, { errorDetail: { message }, error: message }));
        const error = await failure(client.create(IMAGE, await checked(inputs())));
        expect(error.message).to.contain(`Pushing ${host}/team/web:dev failed: ${message}`).and.to.contain(part);
      });
    }

    it("notice a registry that lost what it took", async () => {
      delete bench.manifests[digest];
      const error = await failure(client.create(IMAGE, await checked(inputs())));
      expect(error.message).to.contain("the registry does not have");
    });

    it("pass on the daemon's refusal of a build", async () => {
      daemon.on("POST /build", fail(400, "dockerfile parse error line 1: unknown instruction: FORM"));
      const error = await failure(client.create(IMAGE, await checked(inputs())));
      expect(error.message).to.contain("unknown instruction: FORM").and.to.contain("team/web:dev");
    });

    it("notice a daemon that hangs up in the middle", async () => {
      daemon.on("POST /build", (_seen, response) => {
        response.write('{"stream":"Step 1/2 : FROM base\\n"}\n');
        setTimeout(() => response.destroy(), 50);
      });
      const error = await failure(client.create(IMAGE, await checked(inputs())));
      expect(error.message).to.contain("was cut");
    });

    it("end the build when the engine cancels", async () => {
      const begun = new Promise<void>((resolve) => {
        daemon.on("POST /build", (_seen, response) => {
          response.write('{"stream":"Step 1/2 : RUN sleep\\n"}\n');
          resolve();
        });
      });
      const building = failure(client.create(IMAGE, await checked(inputs())));
      await begun;
      await client.cancel();
      expect((await building).code).to.equal(status.CANCELLED);
      // The daemon stops a build whose client has hung up.
      for (let turns = 0; daemon.aborted === 0 && turns < 500; turns++)
        await new Promise((turn) => setTimeout(turn, 10));
      expect(daemon.aborted).to.equal(1);
    });

    it("end the build when its time is over", async () => {
      daemon.on("POST /build", (_seen, response) => response.write("\n"));
      const error = await failure(client.create(IMAGE, await checked(inputs()), { timeout: 1 }));
      expect(error.message).to.contain("Not done after 1 s").and.to.contain("customTimeouts");
    });

    it("name what the plugin has when asked for something else", async () => {
      const other = { type: "docker:index/container:Container", name: "c" };
      const error = await failure(client.create(other, {}));
      expect(error.code).to.equal(status.UNIMPLEMENTED);
      expect(error.message).to.contain("Container").and.to.contain("docker:index/image:Image");
      expect((await failure(client.invoke("docker:index/getNetwork:getNetwork", {}))).message).to.contain("getNetwork");
    });
  });
});
