import { expect } from "chai";
import type { Draft } from "../../config/draft";
import { RULES } from "../../config/rules";
import { platformSchema } from "../../config/schema";
import { ruledAs } from "../../features/rehearsal/config";
import { serviceSchema } from "../../features/services/schema";
import { stackConfig, type StackConfig } from "../support/stack";
import { ALL_CASES } from "./cases";
import { set, type Change } from "./fault-cases";

/** What is refused in a rehearsal, as in rehearsal.test.ts. */
const REHEARSALS: readonly Change[] = [
  set("rehearsal", { of: "staging", factor: 1 }),
  set("rehearsal", { of: "dev", factor: 1, generated: ["platform-secrets/other"] }),
  (config) => {
    set("rehearsal", { of: "dev", factor: 1 })(config);
    set("namespace/name", "n".repeat(54))(config);
  },
];

/** What of a configuration can be read, as the program reads it. */
function draftOf(stack: string, changes: readonly Change[]): Draft {
  const written: StackConfig = stackConfig(stack);
  for (const change of changes) change(written);
  const config: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(platformSchema.shape)) {
    const { success, data } = schema.safeParse(written[key]);
    if (success) config[key] = data;
  }
  const services = Object.entries((written["services"] ?? {}) as Record<string, unknown>);
  config["services"] = Object.fromEntries(
    services.flatMap(([key, service]) => {
      const { success, data } = serviceSchema.safeParse(service);
      return success ? [[key, data] as const] : [];
    }),
  );
  const draft = { name: stack, stack, config, serviceKeys: services.map(([key]) => key) } as Draft;
  return { ...draft, stack: ruledAs(stack, draft.config.rehearsal) };
}

describe("every rule of the configuration", () => {
  const drafts = [
    ...ALL_CASES.map(({ stack = "dev", change }) =>
      draftOf(stack, Array.isArray(change) ? (change as readonly Change[]) : [change as Change]),
    ),
    ...REHEARSALS.map((change) => draftOf("dev", [change])),
  ];

  for (const [index, rule] of RULES.entries()) {
    it(`is broken by some case that a test expects to be named: ${index} ${rule.name}`, () => {
      expect(drafts.some((draft) => rule(draft).length > 0)).to.equal(true);
    });
  }

  it("is kept by every stack", () => {
    const broken = (stack: string) => RULES.flatMap((rule) => rule(draftOf(stack, [])));
    for (const stack of ["dev", "staging", "production"]) expect(broken(stack)).to.deep.equal([]);
  });
});
