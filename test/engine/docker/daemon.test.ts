import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { DockerProvider } from "../../../engine/docker/provider";
import { Secret, type PropertyMap } from "../../../engine/plugin";
import { PrivateDocker } from "../../support/docker-daemon";
import { PluginClient, type State } from "../../support/plugin-client";
import { PulumiProject } from "../../support/pulumi-cli";
import { failure } from "./bench";

const IMAGE = { type: "docker:index/image:Image", name: "web" };
const account = { username: "builder", password: "right-password" };

describe("docker plugin, with a real daemon and real registries", function () {
  this.timeout(180_000);

  let docker: PrivateDocker;
  let registry: string;
  let closed: string;
  let client: PluginClient;
  let context: string;

  before(async () => {
    docker = await PrivateDocker.start();
    registry = await docker.startRegistry();
    closed = await docker.startRegistry(account);
  });
  after(() => docker.stop());

  beforeEach(async () => {
    context = fs.mkdtempSync(path.join(os.tmpdir(), "context-"));
    client = await PluginClient.serve(new DockerProvider("5.2.0"));
    await client.configure({ host: docker.host });
  });
  afterEach(() => {
    client.stop();
    fs.rmSync(context, { recursive: true, force: true });
  });

  const dockerfile = (...lines: string[]): void =>
    fs.writeFileSync(path.join(context, "Dockerfile"), `${["FROM base:1", ...lines].join("\n")}\n`);
  const inputs = async (name: string, more: PropertyMap = {}, build: PropertyMap = {}): Promise<PropertyMap> => {
    const given = { imageName: name, build: { context, ...build }, ...more };
    const result = await client.check(IMAGE, given);
    expect(result.failures).to.deep.equal([]);
    return result.inputs;
  };
  const digestOf = async (host: string, repository: string, tag: string): Promise<string | null> => {
    const response = await fetch(`http://${host}/v2/${repository}/manifests/${tag}`, {
      headers: { Accept: "application/vnd.docker.distribution.manifest.v2+json" },
    });
    return response.ok ? response.headers.get("docker-content-digest") : null;
  };
  const messages = (): string => client.lines.map((line) => line.message).join("\n");

  for (const builderVersion of ["BuilderV1", "BuilderBuildKit"]) {
    describe(builderVersion, () => {
      it("builds and pushes; arguments, target and ignore file count", async () => {
        fs.writeFileSync(path.join(context, "kept"), "kept\n");
        fs.writeFileSync(path.join(context, "left-out"), "left out\n");
        fs.writeFileSync(path.join(context, ".dockerignore"), "left-*\n");
        fs.writeFileSync(
          path.join(context, "Dockerfile"),
          "FROM base:1 AS first\nARG WHO=nobody\nCOPY . /app/\n" +
            'RUN echo "built for $WHO" && cat /app/kept && ! cat /app/left-out\nFROM first AS last\nRUN exit 1\n',
        );
        const repository = `team/${builderVersion.toLowerCase()}`;
        const build = { builderVersion, args: { WHO: "everybody" }, target: "first" };
        const state = await client.create(IMAGE, await inputs(`${registry}/${repository}:dev`, {}, build));
        const digest = await digestOf(registry, repository, "dev");
        expect(state.outputs.repoDigest).to.equal(`${registry}/${repository}@${digest}`);
        expect(messages()).to.contain("built for everybody");
        expect(await client.read(IMAGE, state)).to.deep.equal(state);
      });

      it("names the failing step and its output", async () => {
        dockerfile('RUN echo "before"', 'RUN echo "some output"; echo "the cause" >&2; exit 7');
        const error = await failure(
          client.create(IMAGE, await inputs("local:1", { skipPush: true }, { builderVersion })),
        );
        expect(error.message).to.match(
          /^Building local:1 from \S+ failed at step \[?3\/3.* RUN echo "some output".*: exit code 7\n/,
        );
        expect(error.message).to.contain("\n  some output").and.to.contain("\n  the cause");
        expect(error.message).not.to.contain("\n  before");
      });

      it("says what is wrong with the Dockerfile", async () => {
        dockerfile("RUNN echo");
        const error = await failure(
          client.create(IMAGE, await inputs("local:1", { skipPush: true }, { builderVersion })),
        );
        expect(error.message).to.match(/unknown instruction: RUNN/i);
      });

      it("ends the build when the engine cancels", async () => {
        dockerfile("RUN echo begun && sleep 3600");
        const building = failure(client.create(IMAGE, await inputs("local:1", { skipPush: true }, { builderVersion })));
        const sleeps = (): boolean =>
          fs.readdirSync("/proc").some((id) => {
            try {
              return fs.readFileSync(`/proc/${id}/cmdline`, "utf8") === "sleep\0" + "3600\0";
            } catch {
              return false;
            }
          });
        const until = async (holds: () => boolean): Promise<void> => {
          for (let turns = 0; !holds() && turns < 3000; turns++) await new Promise((turn) => setTimeout(turn, 10));
          expect(holds()).to.equal(true);
        };
        await until(sleeps);
        await client.cancel();
        expect((await building).message).to.contain("cancelled");
        await until(() => !sleeps());
      });

      it("uses credentials for the push and for a private base image", async () => {
        await client.configure({ host: docker.host, registryAuth: JSON.stringify([{ address: closed, ...account }]) });
        dockerfile("RUN echo base");
        const base = `${closed}/private/base:${builderVersion.toLowerCase()}`;
        await client.create(IMAGE, await inputs(base, {}, { builderVersion }));
        await docker.request("DELETE", `/images/${base}?force=1`);
        await docker.request("POST", "/build/prune?all=1");
        fs.writeFileSync(path.join(context, "Dockerfile"), `FROM ${base}\nRUN echo from the private base\n`);
        const state = await client.create(IMAGE, await inputs(`${closed}/private/top:1`, {}, { builderVersion }));
        expect(state.outputs.repoDigest).to.match(/@sha256:/);
        expect(messages()).to.contain("from the private base");
      });
    });
  }

  it("says that the credentials are wrong", async () => {
    dockerfile();
    const wrong = { username: account.username, password: new Secret("wrong-canary") };
    const error = await failure(client.create(IMAGE, await inputs(`${closed}/private/web:1`, { registry: wrong })));
    expect(error.message).to.contain(closed).and.to.contain("does not accept the credentials");
    expect(error.message + messages()).not.to.contain("wrong-canary");
  });

  it("says that the registry is not there", async () => {
    dockerfile();
    const error = await failure(client.create(IMAGE, await inputs("127.0.0.1:9/web:1")));
    expect(error.message).to.contain("cannot reach 127.0.0.1:9");
  });

  it("pulls, tags, pushes and deletes", async () => {
    dockerfile("RUN echo to be pulled");
    const name = `${registry}/team/pulled:1`;
    await client.create(IMAGE, await inputs(name));
    await docker.request("DELETE", `/images/${name}?force=1`);

    const remote = { type: "docker:index/remoteImage:RemoteImage", name: "remote" };
    const pulled = await client.create(remote, { name });
    const digest = await digestOf(registry, "team/pulled", "1");
    expect(pulled.outputs.repoDigest).to.equal(`${registry}/team/pulled@${digest}`);
    expect(await client.read(remote, pulled)).to.deep.equal(pulled);

    const copy = `${registry}/team/copy:2`;
    const tag = await client.create(
      { type: "docker:index/tag:Tag", name: "t" },
      { sourceImage: name, targetImage: copy },
    );
    expect(tag.outputs.sourceImageId).to.equal(pulled.outputs.imageId);

    const registryImage = { type: "docker:index/registryImage:RegistryImage", name: "pushed" };
    const pushed = await client.create(registryImage, { name: copy });
    expect(pushed.outputs.sha256Digest).to.equal(await digestOf(registry, "team/copy", "2"));
    await client.delete(registryImage, pushed);
    expect(await digestOf(registry, "team/copy", "2")).to.equal(null);
    expect(await client.read(registryImage, pushed)).to.equal(undefined);
    await client.delete(remote, pulled);
    expect((await docker.request("GET", `/images/${name}/json`)).status).to.equal(404);
  });

  it("serves the real CLI: build, no change, changed file, lost image; no secret in the state", async () => {
    const project = await PulumiProject.create(
      {
        "app/Dockerfile": "FROM base:1\nARG TOKEN\nCOPY . /app/\nRUN cat /app/file\n",
        "app/file": "one\n",
        "index.ts": `
          import * as pulumi from "@pulumi/pulumi";
          import * as docker from "@pulumi/docker";
          const image = new docker.Image("web", {
            imageName: "${registry}/cli/web:dev",
            build: { context: "app", args: { TOKEN: pulumi.secret("argument-canary") } },
            registry: { server: "${registry}", username: "u", password: "password-canary" },
          });
          export const digest = image.repoDigest;`,
      },
      { DOCKER_HOST: docker.host },
    );
    try {
      const digest = (): Promise<string | null> => digestOf(registry, "cli/web", "dev");
      const up = (): Promise<string> => project.succeed("up", "--yes", "--skip-preview");
      expect(await up()).to.contain("2 created");
      const first = (await digest())!;
      expect(await project.succeed("stack", "output", "digest")).to.contain(first);
      expect(await project.state()).not.to.match(/argument-canary|password-canary/);

      project.write({ "app/file": "two\n" });
      const preview = await project.succeed("preview", "--diff");
      expect(preview).to.contain("contextDigest").and.to.contain("1 to update");
      expect(await digest()).to.equal(first);
      expect(await up()).to.contain("1 updated");
      const second = (await digest())!;
      expect(second).not.to.equal(first);

      await fetch(`http://${registry}/v2/cli/web/manifests/${second}`, { method: "DELETE" });
      expect(await project.succeed("refresh", "--yes", "--skip-preview")).to.contain("1 deleted");
      expect(await up()).to.contain("1 created");
      expect(await digest()).to.equal(second);
      expect(project.processes()).to.deep.equal([]);
    } finally {
      project.remove();
    }
  });

  it("leaves the state of unchanged inputs alone", async () => {
    dockerfile("RUN echo same");
    const given = await inputs(`${registry}/team/same:1`);
    const state: State = await client.create(IMAGE, given);
    expect((await client.diff(IMAGE, state, await inputs(`${registry}/team/same:1`))).changes).to.equal(false);
  });
});
