import { expect } from "chai";
import { resolveConfig } from "../../config/load";
import { deployPlatform } from "../../platform";
import { SECOND, set } from "../config/fault-cases";
import { inputs, TYPES } from "../support/find";
import { render } from "../support/render";
import { configSource, stackConfig } from "../support/stack";

/** Renders the program with a second service, and with a login of its registry where that is asked for. */
function renderPlatform(hasLogin: boolean) {
  const config = stackConfig("dev");
  set("services/second", SECOND)(config);
  set("secrets/login", { username: { value: "robot" }, password: { value: "token" } })(config);
  if (hasLogin) set("images/logins", { "example.org": { secret: "login" } })(config);
  const source = { ...configSource("dev", config), secretKeys: ["platform:secrets"] };
  return render(() => deployPlatform(resolveConfig(source)));
}

describe("logins of registries", () => {
  it("are given to the pods of every service by its account", async () => {
    const rendering = await renderPlatform(true);
    for (const service of ["platform-web", "second"]) {
      expect(inputs(rendering, TYPES.account, `${service}-service-account`), service).to.have.deep.property(
        "imagePullSecrets",
        [{ name: "registry.logins" }],
      );
    }
  });

  it("are nowhere where there are none", async () => {
    const rendering = await renderPlatform(false);
    expect(inputs(rendering, TYPES.account, "second-service-account")).to.not.have.property("imagePullSecrets");
    expect(rendering.resources.map(({ name }) => name)).to.not.include("platform-registry-logins");
  });
});
