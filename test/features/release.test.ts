import { expect } from "chai";
import { resolveConfig } from "../../config/load";
import { deployPlatform } from "../../platform";
import type { Deployment } from "../support/find";
import { inputs, namesOf, TYPES } from "../support/find";
import { render, type Rendering } from "../support/render";
import { configSource, stackConfig, type StackConfig } from "../support/stack";

const DIGEST = `sha256:${"1".repeat(64)}`;
const IMAGE = "docker:index/image:Image";

function renderStack(change: (config: StackConfig) => void): Promise<Rendering> {
  const config = stackConfig("dev");
  change(config);
  return render(() => deployPlatform(resolveConfig(configSource("dev", config))), { stack: "dev" });
}

const imagesIn = (rendering: Rendering, name: string) =>
  inputs<Deployment>(rendering, TYPES.deployment, `${name}-workload`).spec.template.spec.containers.map(
    ({ image }) => image,
  );

describe("a released image", () => {
  it("runs in place of a build, by the name that the build has, as the user of the Dockerfile", async () => {
    const built = await renderStack(() => undefined);
    const released = await renderStack((config) => (config["images"] = { released: { web: DIGEST } }));
    expect(namesOf(built, IMAGE)).to.have.length(1);
    expect(namesOf(released, IMAGE)).to.have.length(0);
    expect(imagesIn(released, "platform-web")).to.deep.equal([`127.0.0.1:5000/active-inference/platform@${DIGEST}`]);
    const [one, other] = [built, released].map(
      (rendering) =>
        inputs<Deployment>(rendering, TYPES.deployment, "platform-web-workload").spec.template.spec.securityContext,
    );
    expect(other).to.deep.equal(one);
    expect(released.outputs["release"]).to.deep.include({ images: { web: DIGEST } });
  });

  it("runs in place of what a tag would be resolved to, and no registry is asked", async () => {
    const rendering = await renderStack((config) => {
      (config["services"] as Record<string, unknown>)["second"] = { image: "ghcr.io/acme/app:v1.2.3", port: 8080 };
      config["images"] = { released: { second: DIGEST } };
    });
    expect(imagesIn(rendering, "second")).to.deep.equal([`ghcr.io/acme/app:v1.2.3@${DIGEST}`]);
    expect(rendering.asked.filter((name) => name.startsWith("ghcr.io"))).to.deep.equal([]);
  });
});
