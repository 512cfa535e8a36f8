import { expect } from "chai";
import { status } from "@grpc/grpc-js";
import { InitFailedError, PluginError, Secret, type Provider } from "../../../engine/plugin";
import type { CallError } from "../../support/plugin-client";
import { PluginClient } from "../../support/plugin-client";

const THING = { type: "test:index:Thing", name: "thing" };
const STATE = { id: "id", inputs: {}, outputs: {} };

async function failure(promise: Promise<unknown>): Promise<CallError> {
  try {
    await promise;
  } catch (error) {
    return error as CallError;
  }
  throw new Error("The call should have failed.");
}

describe("a plugin's service", () => {
  let client: PluginClient;

  async function serve(methods: Partial<Provider>): Promise<void> {
    const unexpected = () => Promise.reject(new Error("unexpected call"));
    client = await PluginClient.serve({
      version: "1.2.3",
      schema: "{}",
      check: unexpected,
      diff: unexpected,
      create: unexpected,
      read: unexpected,
      update: unexpected,
      delete: unexpected,
      ...methods,
    });
  }

  afterEach(() => client.stop());

  it("gives inputs with their secrets, and outputs back", async () => {
    await serve({
      create: ({ inputs, name, type, timeout }) =>
        Promise.resolve({ id: "made", outputs: { ...inputs, name, type, timeout } }),
    });
    const state = await client.create(THING, { password: new Secret("p") }, { timeout: 40 });
    expect(state.id).to.equal("made");
    expect(state.outputs).to.deep.equal({ password: new Secret("p"), name: "thing", type: THING.type, timeout: 40 });
  });

  it("reports each diff kind by path, with replacements", async () => {
    await serve({
      diff: () =>
        Promise.resolve({
          changes: true,
          replaces: ["data.k"],
          deleteBeforeReplace: true,
          detailed: { "data.k": { kind: "update-replace" }, "data.l": { kind: "delete" } },
        }),
    });
    expect(await client.diff(THING, STATE, {})).to.deep.equal({
      changes: true,
      replaces: ["data.k"],
      deleteBeforeReplace: true,
      detailed: { "data.k": "update-replace", "data.l": "delete" },
    });
  });

  it("passes a failed initialisation with the resource and its reasons", async () => {
    await serve({
      create: () => Promise.reject(new InitFailedError(["the image is missing"], { id: "ns/x", outputs: { a: 1 } })),
    });
    const { initFailure } = await failure(client.create(THING, {}));
    expect(initFailure).to.deep.equal({ id: "ns/x", outputs: { a: 1 }, reasons: ["the image is missing"] });
  });

  it("tells certain failures from unknown outcomes by the gRPC code", async () => {
    await serve({
      update: () => Promise.reject(new PluginError("refused", status.INVALID_ARGUMENT)),
      delete: () => Promise.reject(new Error("connection cut")),
    });
    const refused = await failure(client.update(THING, STATE, {}));
    expect([refused.code, refused.message]).to.deep.equal([status.INVALID_ARGUMENT, "refused"]);
    const cut = await failure(client.delete(THING, STATE));
    expect([cut.code, cut.message]).to.deep.equal([status.UNKNOWN, "connection cut"]);
  });

  it("answers a read of what is gone with no id", async () => {
    await serve({ read: () => Promise.resolve(undefined) });
    expect(await client.read(THING, { id: "gone" })).to.be.undefined;
  });

  it("has its log lines with the engine before it answers", async () => {
    await serve({
      delete: (_request, call) => {
        call.log("warning", "careful");
        call.status("waiting");
        return Promise.resolve();
      },
    });
    await client.delete(THING, STATE);
    const urn = "urn:pulumi:stack::project::test:index:Thing::thing";
    expect(client.lines).to.have.deep.members([
      { urn, severity: 2, message: "careful", ephemeral: false },
      { urn, severity: 1, message: "waiting", ephemeral: true },
    ]);
  });

  it("keeps a last warning until no call is under way, and says it before the answer if it holds then", async () => {
    const gates = new Map(
      ["a", "b", "c"].map((name) => [
        name,
        { began: Promise.withResolvers<void>(), end: Promise.withResolvers<void>() },
      ]),
    );
    const holding = new Set(["a", "b"]);
    await serve({
      create: async ({ name }, call) => {
        call.warnAtLast(`nothing backs ${name}`, () => Promise.resolve(holding.has(name)));
        gates.get(name)!.began.resolve();
        await gates.get(name)!.end.promise;
        return { id: name, outputs: {} };
      },
    });
    const create = async (name: string) => {
      const created = client.create({ ...THING, name }, {});
      await gates.get(name)!.began.promise;
      return () => {
        gates.get(name)!.end.resolve();
        return created;
      };
    };
    const [endA, endB] = [await create("a"), await create("b")];
    await endA();
    expect(client.lines, "another call may still fix it").to.deep.equal([]);
    holding.delete("b");
    await endB();
    expect(client.lines).to.deep.equal([
      {
        urn: "urn:pulumi:stack::project::test:index:Thing::a",
        severity: 2,
        message: "nothing backs a",
        ephemeral: false,
      },
    ]);
    await (
      await create("c")
    )();
    expect(client.lines, "what was said is said once").to.have.length(1);
  });

  it("aborts running and later calls when the engine cancels", async () => {
    let started = () => {};
    const running = new Promise<void>((resolve) => (started = resolve));
    await serve({
      create: (_request, { signal }) => {
        started();
        return new Promise((_, reject) => {
          const abort = () => reject(signal.reason as Error);
          return signal.aborted ? abort() : signal.addEventListener("abort", abort);
        });
      },
    });
    const pending = failure(client.create(THING, {}));
    await running;
    await client.cancel();
    expect((await pending).code).to.equal(status.CANCELLED);
    expect((await failure(client.create(THING, {}))).code).to.equal(status.CANCELLED);
  });

  it("says which function it does not have", async () => {
    await serve({});
    expect((await failure(client.invoke("test:index:none", {}))).message).to.contain("test:index:none");
  });

  it("takes configuration as it is unless the provider has a say", async () => {
    await serve({});
    const provider = { type: "pulumi:providers:test", name: "p" };
    expect((await client.checkConfig(provider, { a: "1" })).inputs).to.deep.equal({ a: "1" });
    expect((await client.diffConfig(provider, { a: "1" }, { a: "2" })).changes).to.be.true;
    expect((await client.diffConfig(provider, { a: "1" }, { a: "1" })).changes).to.be.false;
  });
});
