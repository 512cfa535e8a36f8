import { expect } from "chai";
import * as fc from "fast-check";
import { Build } from "../../formats/dockerfile/build";
import { DockerfileError } from "../../formats/dockerfile/error";
import { evaluateBuild } from "../../formats/dockerfile/evaluate";
import { parseDockerfile } from "../../formats/dockerfile/parser";
import { askBuildKit, type Answer } from "../support/buildkit-oracle";
import { randomBuild, type RandomBuild } from "../support/dockerfiles";
import { oracleCases } from "../support/oracle";

/** Cases of a usual run, and their seed; ORACLE_CASES and ORACLE_SEED make more and others. */
const CASES = 4000;
const SEED = 985;

/** What our reader makes of a Dockerfile, in the form of the oracle. */
function ours({ dockerfile, target, args }: RandomBuild): Answer {
  try {
    const argument = (name: string) => (Object.hasOwn(args, name) ? args[name] : undefined);
    const build = new Build(parseDockerfile(dockerfile), { target, argument });
    const { base, images, environment } = evaluateBuild(build);
    const ports = build
      .ports()
      .flatMap(({ first, last, protocol }) =>
        Array.from({ length: last - first + 1 }, (_, index) => `${first + index}/${protocol}`),
      );
    return {
      base,
      images: [...new Set(images.map(({ fullName }) => fullName))].sort(),
      user: build.user()?.value,
      ports: [...new Set(ports)].sort(),
      env: [...environment].map(([name, value]) => `${name}=${value}`),
    };
  } catch (error) {
    if (error instanceof DockerfileError) return { error: error.message };
    throw error;
  }
}

/** An answer without what does not matter: the order of variables, and the words of an error. */
function comparable({ error, base, images, user, ports, env }: Answer): unknown {
  if (error !== undefined) return "refused";
  return { base, images: images ?? [], user: user || undefined, ports: ports ?? [], env: [...(env ?? [])].sort() };
}

describe("Dockerfiles, compared with BuildKit's own parser and front end", () => {
  it("are made from the same images, run as the same user, expose the same ports, or are refused as there", async function () {
    this.timeout(300_000);
    const { cases, seed } = oracleCases(CASES, SEED);
    const builds = fc.sample(randomBuild, { numRuns: cases, seed });
    const answers = await askBuildKit(builds);
    const different = builds.flatMap((build, index) => {
      const [expected, found] = [answers[index] as Answer, ours(build)];
      return JSON.stringify(comparable(expected)) === JSON.stringify(comparable(found))
        ? []
        : [{ build, expected, found }];
    });
    expect(different.slice(0, 4), `${different.length} of ${cases} differ`).to.deep.equal([]);
    const accepted = answers.filter(({ error }) => error === undefined).length;
    expect(accepted, "Dockerfiles that BuildKit accepts").to.be.within(cases / 5, (cases * 4) / 5);
  });
});
