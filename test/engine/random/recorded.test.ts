import { compare } from "bcryptjs";
import { expect } from "chai";
import { Secret, withoutSecrets, type PropertyMap } from "../../../engine/plugin";
import { RandomProvider } from "../../../engine/random/provider";
import { PluginClient } from "../../support/plugin-client";
import { recordedState, type RecordedResource } from "./recordings";

describe("the random plugin and the official one", function () {
  this.timeout(20_000);

  let client: PluginClient;
  let created: Map<string, RecordedResource>;
  let imported: Map<string, RecordedResource>;

  before(async () => {
    client = await PluginClient.serve(new RandomProvider("4.21.2"));
    created = recordedState("1-create");
    imported = recordedState("5-import");
  });
  after(() => client.stop());

  it("has a recording of every kind that was recorded", () => {
    expect([...created.keys()].sort()).to.deep.equal(
      [
        "bytes",
        "id",
        "integer",
        "integer-seeded",
        "password",
        "pet",
        "shuffle",
        "string",
        "string-classes",
        "uuid",
      ].sort(),
    );
  });

  it("continues a recorded state without a difference", async () => {
    for (const resource of created.values()) {
      const checked = await client.check(resource, resource.inputs, resource.inputs);
      expect(checked, resource.name).to.deep.equal({ inputs: resource.inputs, failures: [] });
      const diff = await client.diff(resource, resource, checked.inputs);
      expect(diff, resource.name).to.deep.equal({
        changes: false,
        replaces: [],
        deleteBeforeReplace: false,
        detailed: {},
      });
    }
  });

  it("refreshes a recorded state to itself", async () => {
    for (const resource of created.values()) {
      const { id, inputs, outputs } = resource;
      expect(await client.read(resource, resource), resource.name).to.deep.equal({ id, inputs, outputs });
    }
  });

  it("creates outputs of the recorded form", async () => {
    for (const resource of created.values()) {
      const state = await client.create(resource, resource.inputs);
      const plan = (outputs: PropertyMap): PropertyMap =>
        Object.fromEntries(
          Object.entries(outputs).map(([key, value]) => [
            key,
            key in resource.inputs || key.startsWith("__") || typeof withoutSecrets(value!) === "boolean"
              ? value
              : value instanceof Secret
                ? "secret"
                : typeof value,
          ]),
        );
      expect(plan(state.outputs), resource.name).to.deep.equal(plan(resource.outputs));
      expect(state.id.length > 0, resource.name).to.equal(true);
    }
  });

  const imports: [name: string, id: string][] = [
    ["imported-string", "abcDEF12"],
    ["imported-id", "p-,cC8ujg"],
    ["imported-uuid", "aabbccdd-eeff-0011-2233-445566778899"],
    ["imported-integer", "15390,1,50000"],
    ["imported-bytes", "8/fu3q+2DcgSJ19i0jZ5Cw=="],
    ["imported-password", "securepassword"],
  ];
  for (const [name, id] of imports) {
    it(`imports ${name} as recorded, and its inputs show no difference afterwards`, async () => {
      const recorded = imported.get(name)!;
      const state = await client.read(recorded, { id });
      const comparable = (outputs: PropertyMap): PropertyMap => ({ ...outputs, bcryptHash: undefined });
      expect(state!.id).to.equal(recorded.id);
      expect(state!.inputs).to.deep.equal(recorded.inputs);
      expect(comparable(state!.outputs)).to.deep.equal(comparable(recorded.outputs));
      expect((await client.diff(recorded, state!, state!.inputs)).changes).to.equal(false);
    });
  }

  it("hashes a password as the official plugin does", async () => {
    const { inputs, type } = created.get("password")!;
    const { outputs } = await client.create({ type, name: "new" }, inputs);
    const { result, bcryptHash } = withoutSecrets(outputs) as { result: string; bcryptHash: string };
    expect(outputs.bcryptHash).to.be.instanceOf(Secret);
    expect(outputs.result).to.be.instanceOf(Secret);
    expect(bcryptHash.slice(0, 7)).to.equal("$2a$10$");
    expect(await compare(result, bcryptHash)).to.equal(true);
    expect(await compare(`${result}x`, bcryptHash)).to.equal(false);
  });

  it("replaces what the official plugin replaced, for the recorded reason", async () => {
    const change = (resource: RecordedResource): PropertyMap => ({
      ...resource.inputs,
      ...(resource.inputs.keepers ? { keepers: { generation: "2" } } : {}),
      ...(resource.name === "password" ? { length: 24 } : {}),
    });
    const replaces: Record<string, string[]> = {};
    for (const resource of created.values()) {
      replaces[resource.name] = (await client.diff(resource, resource, change(resource))).replaces;
    }
    const byKeepers = ["bytes", "id", "integer", "pet", "shuffle", "string", "uuid"];
    expect(replaces).to.deep.equal({
      ...Object.fromEntries(byKeepers.map((name) => [name, ["keepers"]])),
      password: ["length"],
      "integer-seeded": [],
      "string-classes": [],
    });
  });
});
