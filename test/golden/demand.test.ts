import { expect } from "chai";
import { sumOf } from "../../config/demand";
import { resolveConfig } from "../../config/load";
import type { ResolvedConfig } from "../../config/resolve";
import { ENVIRONMENTS } from "../../features/environment/config";
import { demandOfService } from "../../features/services/demand";
import { quantityValue } from "../../formats/quantity";
import { deployPlatform } from "../../platform";
import { judgeStack } from "../../policy/lib/judge";
import { settingsOf } from "../../policy/lib/parameters";
import quotaFits from "../../policy/rules/kubernetes/reliability/k8s-quota-fits";
import { set } from "../config/fault-cases";
import { TYPES } from "../support/find";
import { render } from "../support/render";
import { configSource, stackConfig, type StackConfig } from "../support/stack";
import { factsOf } from "./facts";
import { ALL_KINDS, configOfAllKinds, plainResources } from "./golden";

/** With what makes a demand that is not the replicas alone. */
const autoscaled = set("services/web/scaling", { min: 3, max: 7, cpu: "70%" });
const overlapping = [
  set("namespace/quota", "auto"),
  set("services/report/schedule", "*/5 * * * *"),
  set("services/report/concurrency", "allow"),
  set("services/report/deadline", "1h"),
  set("services/report/sidecars", { proxy: { limits: { cpu: 1 } } }),
];

function changed(config: StackConfig, ...changes: readonly ((config: StackConfig) => void)[]): StackConfig {
  for (const change of changes) change(config);
  return config;
}

/** The rule's findings, with a quota in place of the stack's own. */
async function findings(stack: string, config: ResolvedConfig, hard: Record<string, string>): Promise<string[]> {
  const rendering = await render(() => deployPlatform(config), { stack });
  const resources = plainResources(rendering);
  expect(resources.some(({ type }) => type === TYPES.quota)).to.equal(true);
  const withQuota = resources.map((one) =>
    one.type === TYPES.quota ? { ...one, inputs: { ...one.inputs, spec: { hard } } } : one,
  );
  const circumstances = { settings: settingsOf(quotaFits, {}), now: new Date() };
  const verdict = judgeStack(quotaFits, factsOf(stack, withQuota), circumstances);
  expect(verdict.undecided).to.deep.equal([]);
  return verdict.findings.map(({ path }) => path);
}

describe("the demand that the program counts", function () {
  this.timeout(60_000);

  for (const [what, stack, config] of [
    ...ENVIRONMENTS.map((one) => [one, one, () => stackConfig(one)] as const),
    ["autoscaling", "production", () => changed(stackConfig("production"), autoscaled)],
    [ALL_KINDS, "production", configOfAllKinds],
    ["overlapping runs", "production", () => changed(configOfAllKinds(), ...overlapping)],
  ] as const) {
    it(`is what the policy counts in the rendering of ${what}`, async () => {
      const resolved = resolveConfig(configSource(stack, config()));
      const { pods, surge, cpu, memory } = sumOf(resolved.services.map((service) => demandOfService(service)));
      const exact = { pods: `${pods + surge}`, "limits.cpu": `${cpu}m`, "limits.memory": `${memory}` };
      expect(await findings(stack, resolved, exact)).to.deep.equal([]);
      const short = Object.fromEntries(
        Object.entries(exact).map(([name, amount]) => [name, String(quantityValue(amount) * (1 - 1e-6))]),
      );
      expect(await findings(stack, resolved, short)).to.have.length(3);
    });
  }
});
