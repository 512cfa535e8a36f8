import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ImageArgs } from "../../components/registry/image";
import { Image } from "../../components/registry/image";
import { ExistingRegistry } from "../../components/registry/existing";
import { inputs, resource, TYPES } from "../support/find";
import { REGISTRY_DIGEST, render, SECRET_MARK } from "../support/render";

const DOCKERFILE = "ARG NODE_IMAGE\nFROM ${NODE_IMAGE} AS final\nUSER 1\nEXPOSE 8000\n";
const BASE_IMAGES = { node: { reference: "docker.io/library/node", tag: "24" } };

describe("component Image", () => {
  let context: string;

  beforeEach(() => {
    context = mkdtempSync(join(tmpdir(), "platform-image-"));
    writeFileSync(join(context, "Dockerfile"), DOCKERFILE);
  });

  afterEach(() => {
    rmSync(context, { recursive: true });
  });

  function renderImage(changes: Partial<ImageArgs> = {}) {
    return render(() => {
      const registry = new ExistingRegistry("registry", { address: "127.0.0.1:5000", mirror: true });
      const image = new Image("web", {
        registry,
        repository: "platform/web",
        tag: "v1",
        context,
        baseImages: BASE_IMAGES,
        port: 8000,
        ...changes,
      });
      return { reference: image.reference, user: image.user };
    });
  }

  async function failureOf(changes: Partial<ImageArgs>): Promise<string> {
    try {
      await renderImage(changes);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("the Dockerfile was accepted");
  }

  it("builds with the base images that the program knows, pushes by tag, and is known by its digest", async () => {
    const rendering = await renderImage({ args: { MODE: "fast" }, target: "final", network: "host" });
    expect(inputs(rendering, TYPES.image, "web-build")).to.deep.include({
      imageName: "127.0.0.1:5000/platform/web:v1",
      build: {
        context,
        dockerfile: join(context, "Dockerfile"),
        args: { NODE_IMAGE: `127.0.0.1:5000/mirror/docker.io/library/node:24@${REGISTRY_DIGEST}`, MODE: "fast" },
        target: "final",
        network: "host",
      },
    });
    expect(resource(rendering, TYPES.image, "web-build")).to.include({ parent: "web", provider: "registry-docker" });
    const reference = `127.0.0.1:5000/platform/web@sha256:${"d".repeat(64)}`;
    expect(rendering.outputs).to.deep.equal({ reference, user: { id: 1, group: 1 } });
    expect(rendering.componentOutputs["web"]).to.deep.equal({ reference });
  });

  it("pushes with the login of its registry, which stays secret", async () => {
    const logins = [{ host: "127.0.0.1:5000", username: "robot", password: "token" }];
    const rendering = await render(() => {
      const registry = new ExistingRegistry("registry", { address: "127.0.0.1:5000", mirror: true, logins });
      new Image("web", { registry, repository: "platform/web", tag: "v1", context, baseImages: BASE_IMAGES });
    });
    expect(inputs(rendering, TYPES.image, "web-build")).to.have.deep.property("registry", {
      server: "127.0.0.1:5000",
      username: { [SECRET_MARK]: "robot" },
      password: { [SECRET_MARK]: "token" },
    });
  });

  it("reads another Dockerfile than the usual one", async () => {
    mkdirSync(join(context, "images"));
    writeFileSync(join(context, "images", "Other"), DOCKERFILE);
    const rendering = await renderImage({ dockerfile: "images/Other" });
    expect(inputs(rendering, TYPES.image, "web-build")).to.have.nested.property(
      "build.dockerfile",
      join(context, "images", "Other"),
    );
  });

  it("refuses a context that is not a folder, a Dockerfile that is not there, and one that is wrong, by line", async () => {
    expect(await failureOf({ context: join(context, "nowhere") })).to.contain("is not a folder: correct build.context");
    expect(await failureOf({ dockerfile: "Nofile" })).to.contain(`there is no ${join(context, "Nofile")}`);
    writeFileSync(join(context, "Dockerfile"), "FROM node\nUSER root\n");
    expect(await failureOf({}))
      .to.contain(`${join(context, "Dockerfile")}:1: FROM node: has no tag`)
      .and.contain(`${join(context, "Dockerfile")}:2: USER root is root`);
  });
});
