import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { checkContext, chooseContext, KubeconfigError, loadKubeconfigFiles } from "../../../formats/kubeconfig";
import { certificate } from "../../support/certificate";
import { kubeconfigCases, type KubeconfigCase } from "../../support/kubeconfig-cases";
import {
  aboutConnections,
  asClientGoPrints,
  askClientGo,
  writeCase,
  type Answer,
} from "../../support/kubeconfig-oracle";
import { oracleCases } from "../../support/oracle";

/** How many random sets of files are compared; more by hand. */
const { cases: CASES, seed: SEED } = oracleCases(400, 20261129);

/** What is refused here though kubectl takes it and leaves a credential out, or asks as nobody. */
const STRICTER =
  /unknown key|client key without|password without|names the user|no current context|no context|names no cluster|names the cluster|not an http or https URL/;

/** What client-go finds wrong in a file or in bytes that a kubeconfig names: connections are made elsewhere here. */
const WRONG_FILE = /unable to load root certificates|failed to find any PEM data|unable to read (client|certificate)-/;

interface Compared {
  one: KubeconfigCase;
  variable: string;
  theirs: Answer;
}

function orError<Result>(action: () => Result): Result | KubeconfigError {
  try {
    return action();
  } catch (error) {
    if (error instanceof KubeconfigError) return error;
    throw error;
  }
}

const merged = (variable: string) => loadKubeconfigFiles({ variable, home: "/nowhere" }).config;

describe(`${CASES} random sets of kubeconfigs, compared with client-go`, function () {
  this.timeout(300_000);
  let folder: string;
  let compared: Compared[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "kubeconfigs-"));
    const pair = await certificate(-1, 1);
    const cases = fc.sample(kubeconfigCases, { numRuns: CASES, seed: SEED });
    const questions = cases.map((one, index) => ({
      variable: writeCase(one, join(folder, String(index)), pair),
      context: one.context,
    }));
    const answers = await askClientGo(questions);
    compared = cases.map((one, index) => ({
      one,
      variable: questions[index]!.variable,
      theirs: answers[index]!,
    }));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("are read and merged alike", () => {
    let accepted = 0;
    for (const { variable, theirs } of compared) {
      const ours = orError(() => merged(variable));
      if (ours instanceof KubeconfigError) {
        // client-go takes missing files for an empty kubeconfig.
        if (ours.reason === "missing") expect(theirs.config, variable).to.deep.include({ contexts: null });
        else expect(theirs.invalid, `${variable}: ${ours.message}`).to.be.a("string");
      } else {
        expect(theirs.invalid, variable).to.equal(undefined);
        expect(asClientGoPrints(ours), variable).to.deep.equal(aboutConnections(theirs.config!));
        accepted++;
      }
    }
    expect(accepted).to.be.above(CASES / 5);
  });

  it("are chosen from and refused alike", () => {
    let accepted = 0;
    for (const { one, variable, theirs } of compared) {
      const config = orError(() => merged(variable));
      if (config instanceof KubeconfigError) continue;
      const ours = orError(() => {
        const chosen = chooseContext(config, { context: one.context }, "the files");
        checkContext(chosen);
        return chosen;
      });
      if (ours instanceof KubeconfigError) {
        if (!STRICTER.test(ours.message)) expect(theirs.unusable, `${variable}: ${ours.message}`).to.be.a("string");
      } else {
        if (WRONG_FILE.test(theirs.unusable ?? "")) continue;
        expect(theirs.unusable, variable).to.equal(undefined);
        expect(theirs.namespace, variable).to.equal(ours.namespace ?? "default");
        accepted++;
      }
    }
    expect(accepted).to.be.above(CASES / 50);
  });
});
