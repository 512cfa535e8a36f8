import { Server } from "@grpc/grpc-js";
import { PolicyPack, type ResourceValidationPolicy } from "@pulumi/policy";
import server = require("@pulumi/policy/server");
import { expect } from "chai";
import { askByType } from "../../policy/lib/by-type";
import { requestAbout } from "./support/analyzer";

type Question = "analyze" | "remediate";
type Handlers = Record<
  Question,
  (call: { request: unknown }, done: (error: Error | null, answer?: unknown) => void) => void
>;
type Methods = Record<
  Question,
  { requestDeserialize(bytes: Buffer): unknown; responseSerialize(answer: unknown): Buffer }
>;

/** A module of its own: that which everybody shares serves one pack in all the life of a process. */
function anew<T>(id: string): T {
  const file = require.resolve(id);
  const shared = require.cache[file];
  delete require.cache[file];
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require(file) as T;
  } finally {
    require.cache[file] = shared;
  }
}

describe("a pack that is asked by type", () => {
  const asked: string[] = [];
  let methods: Methods;
  let handlers: Handlers;
  /** How often it was asked whether a policy is about a type. */
  let questions = 0;
  let isLeftAlone: boolean;

  const policy = (name: string): ResourceValidationPolicy => ({
    name,
    description: name,
    enforcementLevel: "remediate",
    validateResource: () => void asked.push(`${name} judges`),
    remediateResource: () => void asked.push(`${name} fixes`),
  });

  before(() => {
    const { serve } = server;
    server.serve = anew<typeof server>("@pulumi/policy/server").serve;
    const { addService, bindAsync } = Object.getOwnPropertyDescriptors(Server.prototype);
    // What would listen only shows what it would answer with.
    const show: Server["addService"] = (service, given) =>
      void ([methods, handlers] = [service as unknown as Methods, given as unknown as Handlers]);
    Server.prototype.addService = show;
    Server.prototype.bindAsync = () => undefined;
    try {
      askByType((name, type) => {
        questions++;
        if (name === "Judged") return type.startsWith("judged:");
        if (type === `alone:index:${name}`) return true;
        return type.startsWith("test:") && (name === "everywhere" || type === `test:index:${name}`);
      });
      const judging: ResourceValidationPolicy = {
        name: "Judged",
        description: "judges only",
        validateResource: () => void asked.push("Judged judges"),
      };
      new PolicyPack("test", { policies: [...["Bucket", "Lock", "everywhere"].map(policy), judging] });
      isLeftAlone = Server.prototype.addService === show;
    } finally {
      server.serve = serve;
      Object.defineProperties(Server.prototype, { addService, bindAsync });
    }
  });

  const askBytes = async (question: Question, bytes: Uint8Array): Promise<string[]> => {
    asked.length = 0;
    const request = methods[question].requestDeserialize(Buffer.from(bytes));
    const answer = await new Promise((resolve, reject) =>
      handlers[question]({ request }, (error, given) => (error ? reject(error) : resolve(given))),
    );
    expect(methods[question].responseSerialize(answer)).to.have.lengthOf(0);
    return [...asked];
  };
  const ask = (question: Question, type: string): Promise<string[]> =>
    askBytes(question, requestAbout({ type, properties: { some: "thing" } }).serializeBinary());

  it("goes through the policies about a resource's type only", async () => {
    expect(await ask("analyze", "test:index:Bucket")).to.deep.equal(["Bucket judges", "everywhere judges"]);
    expect(await ask("analyze", "test:index:Lock")).to.deep.equal(["Lock judges", "everywhere judges"]);
    expect(await ask("analyze", "alone:index:Lock")).to.deep.equal(["Lock judges"]);
    expect(await ask("remediate", "test:index:Bucket")).to.deep.equal(["Bucket fixes", "everywhere fixes"]);
  });

  it("goes through the same ones again for the next resource of the type", async () => {
    await ask("analyze", "test:index:Lock");
    const known = questions;
    expect(await ask("analyze", "test:index:Lock")).to.deep.equal(["Lock judges", "everywhere judges"]);
    expect(questions).to.equal(known);
  });

  describe("about what no policy is for", () => {
    const field = (number: number, text: string) => [number * 8 + 2, text.length, ...Buffer.from(text)];
    const unreadable = [0x12, 0xff];

    it("has no answer, and does not read the question", async () => {
      expect(await ask("analyze", "other:index:Bucket")).to.deep.equal([]);
      const bytes = Uint8Array.from([...field(1, "other:index:Bucket"), ...unreadable]);
      expect(await askBytes("analyze", bytes)).to.deep.equal([]);
      expect(await askBytes("remediate", bytes)).to.deep.equal([]);
    });

    it("reads what a policy is for, wherever the type stands, and whatever its length", async () => {
      const bytes = Uint8Array.from([...field(1, "test:index:Bucket"), ...unreadable]);
      expect(() => methods.analyze.requestDeserialize(Buffer.from(bytes))).to.throw();
      const rest = requestAbout({ type: "", properties: {} }).serializeBinary();
      const last = Uint8Array.from([...rest, ...field(1, "test:index:Lock")]);
      expect(await askBytes("analyze", last)).to.deep.equal(["Lock judges", "everywhere judges"]);
      for (const length of [127, 128, 200]) {
        expect(await ask("analyze", "test:index:".padEnd(length, "x")), `${length}`).to.deep.equal([
          "everywhere judges",
        ]);
        expect(await ask("analyze", "other:index:".padEnd(length, "x")), `${length}`).to.deep.equal([]);
      }
    });

    it("does not read the question what to fix where policies only judge", async () => {
      const bytes = Uint8Array.from([...field(1, "judged:index:Bucket"), ...unreadable]);
      expect(await ask("analyze", "judged:index:Bucket")).to.deep.equal(["Judged judges"]);
      expect(await askBytes("remediate", bytes)).to.deep.equal([]);
    });
  });

  it("leaves alone what other services are added by", () => expect(isLeftAlone).to.equal(true));
});
