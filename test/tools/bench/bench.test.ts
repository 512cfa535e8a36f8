import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { selectBenchmarks } from "../../../tools/bench";
import type { Benchmark } from "../../../tools/bench/benchmark";
import { startLoad } from "../../../tools/bench/load";
import { allObjects } from "../../../tools/bench/many/objects";
import { processorSeconds, residentMiB } from "../../../tools/bench/process";
import { renderReport, runBenchmarks } from "../../../tools/bench/run";
import { summarize } from "../../../tools/bench/statistics";
import { timed } from "../../../tools/bench/timed";

const here = { cwd: "/", env: process.env };

describe("statistics of a benchmark", () => {
  it("takes the middle of an odd number of samples, and of an even number the middle of both", () => {
    expect(summarize([9, 1, 5])).to.deep.equal({ median: 5, p95: 9, lowest: 1, highest: 9, runs: 3 });
    expect(summarize([4, 1, 2, 100]).median).to.equal(3);
  });

  it("has one sample in twenty above the 95th percentile, at the most", () => {
    const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
    expect(summarize(upTo(20)).p95).to.equal(19);
    expect(summarize(upTo(30)).p95).to.equal(29);
    expect(summarize([7]).p95).to.equal(7);
  });

  it("has nothing to say about no sample", () => {
    expect(() => summarize([])).to.throw("no sample");
  });
});

describe("a timed command", () => {
  it("tells its wall time, its processor time and its output alone", async () => {
    const result = await timed(["node", "-e", "while (process.cpuUsage().user < 400_000); console.log('done')"], here);
    expect(result.stdout).to.equal("done");
    expect(result.seconds).to.be.within(0.3, 30);
    expect(result.cpu).to.be.within(0.3, result.seconds + 0.5);
  });

  it("counts no processor time for waiting", async () => {
    const result = await timed(["sleep", "0.5"], here);
    expect(result.seconds).to.be.at.least(0.5);
    expect(result.cpu).to.be.below(0.3);
  });

  it("follows the memory of what the command starts, and only where that is asked for", async () => {
    const hold = `const held = Buffer.alloc(300 * 1024 * 1024, 1); setTimeout(() => held.length, 1500)`;
    const command = ["sh", "-c", `node -e "${hold}"; true`];
    const { memory } = await timed(command, { ...here, memory: true });
    expect(memory).to.be.within(300, 600);
    expect((await timed(["true"], here)).memory).to.equal(undefined);
  }).timeout(30_000);

  it("is told apart from a process that goes on, whose ended children count", async () => {
    const work = "while (process.cpuUsage().user < 400_000);";
    const script = `require("child_process").execFileSync(process.execPath, ["-e", "${work}"]); console.log("done"); setInterval(() => {}, 1000)`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      await once(child.stdout, "data");
      expect(processorSeconds(child.pid!)).to.be.within(0.2, 30);
      expect(residentMiB(child.pid!)).to.be.within(10, 500);
    } finally {
      child.kill("SIGKILL");
    }
  }).timeout(30_000);

  it("fails with the command's last words", async () => {
    const failure = await timed(["sh", "-c", "echo the reason >&2; exit 3"], here).catch(
      (error: Error) => error.message,
    );
    expect(failure).to.contain("exit code 3").and.to.contain("the reason");
  });
});

describe("load of a benchmark", () => {
  let server: http.Server;
  let answer: http.RequestListener;
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  beforeEach((done) => {
    server = http.createServer((request, response) => answer(request, response)).listen(0, "127.0.0.1", done);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function load(enough: number) {
    const stop = startLoad(url(), 200);
    await new Promise<void>((resolve) => {
      let seen = 0;
      server.on("request", () => ++seen === enough && resolve());
    });
    return stop();
  }

  it("is met without a failure by a server that answers", async () => {
    const connections = new Set<unknown>();
    answer = ({ socket }, response) => {
      connections.add(socket);
      response.end("ok");
    };
    const result = await load(40);
    expect(result).to.deep.include({ failed: 0, failures: {} });
    expect(result.latencies).to.have.length(result.sent);
    // Half of them have a connection of their own, the others share a few.
    expect(connections.size).to.be.within(20, result.sent - 5);
  });

  it("counts answers with an error and connections that end without an answer, once each", async () => {
    let seen = 0;
    answer = (request, response) => {
      seen++;
      if (seen === 10) request.socket.destroy();
      else response.writeHead(seen === 20 ? 503 : 200).end();
    };
    const result = await load(40);
    expect(result.failed).to.equal(2);
    expect(result.failures).to.have.property("status 503", 1);
    expect(result.latencies).to.have.length(result.sent - 2);
  });
});

describe("a run of benchmarks", () => {
  const benchmark = (name: string, run: Benchmark["run"]): Benchmark => ({ name, description: name, run });

  it("shows what is within its limit and what is over", async () => {
    const figures = benchmark("two", () =>
      Promise.resolve([
        { what: "quick", unit: "s", samples: [1, 2, 3], limit: 2 },
        { what: "slow", unit: "s", samples: [3, 2, 4], cpu: [1, 1, 1], limit: 2.5 },
        { what: "seldom slow", unit: "s", samples: [1, 1, 4], limit: 2, limitOf: "p95" },
      ]),
    );
    const report = await runBenchmarks([figures], 3);
    expect(report.results[0]?.figures.map(({ within }) => within)).to.deep.equal([true, false, false]);
    const lines = renderReport(report).split("\n");
    expect(lines[1]).to.match(/^two +quick +2\.00 s +3\.00 s +1\.00 s \.\. 3\.00 s +2\.00 s +within$/);
    expect(lines[2]).to.match(/^two +slow +3\.00 s +4\.00 s +2\.00 s \.\. 4\.00 s +1\.00 s +2\.50 s +over$/);
  });

  it("cleans up after a failure, newest first, and goes on with the next", async () => {
    const done: string[] = [];
    const failing = benchmark("failing", ({ cleanUp }) => {
      cleanUp("first", () => Promise.resolve(void done.push("first")));
      cleanUp("broken", () => Promise.reject(new Error("stays")));
      cleanUp("last", () => Promise.resolve(void done.push("last")));
      return Promise.reject(new Error("no cluster\nand more"));
    });
    const next = benchmark("next", () => Promise.resolve([{ what: "it", unit: "", samples: [0] }]));
    const report = await runBenchmarks([failing, next], 1);
    expect(done).to.deep.equal(["last", "first"]);
    expect(report.results.map(({ error }) => error)).to.deep.equal(["no cluster\nand more", undefined]);
    expect(renderReport(report)).to.contain("failed: no cluster\n");
  });
});

describe("the choice of benchmarks", () => {
  it("leaves out those that disturb others unless they are named", () => {
    const names = selectBenchmarks([]).map(({ name }) => name);
    expect(names).to.include.members(["up-again", "preview", "up-change", "rolling", "many"]);
    expect(names).to.not.include.members(["cluster-start"]).and.to.not.include.members(["first-up"]);
    expect(selectBenchmarks(["cluster-start"]).map(({ name }) => name)).to.deep.equal(["cluster-start"]);
  });

  it("refuses an unknown name and says which there are", () => {
    expect(() => selectBenchmarks(["previw"])).to.throw(/no benchmark previw\. Known: .*preview/);
  });
});

describe("the objects of the benchmark of many resources", () => {
  it("are four a service and a namespace, each with a name of its own", () => {
    const objects = allObjects({ namespace: "many", services: 3, replicas: 1, image: "image" }) as {
      kind: string;
      metadata: { name: string };
    }[];
    expect(objects).to.have.length(13);
    expect(new Set(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).size).to.equal(13);
  });
});
