import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../../embedded/paths";
import { IsolatedCluster } from "../../tools/isolated-cluster";

const families = ["", "6"] as const;
type Family = (typeof families)[number];

/** What kube-proxy and a kubelet of Kubernetes 1.35 wrote for a cluster with the pods 10.42.0.0/22 and the Services 10.43.0.0/16. */
const recorded = (family: Family): string =>
  fs.readFileSync(path.join(repositoryRoot, `test/recordings/kube-proxy/ip${family}tables-save.txt`), "utf8");

/** Counts packets where the kernel can; each kube-proxy writes that rule anew with every change, so that it is the last writer's. */
const counting = / -m nfacct --nfacct-name +\S+/;

/** Chains and rules, without counters and comments, each with its table. */
function entriesOf(saved: string): string[] {
  let table = "";
  return saved.split("\n").flatMap((line) => {
    if (line.startsWith("*")) table = line.slice(1);
    if (line.startsWith(":")) return [`${table} ${line.split(" ")[0]}`];
    return line.startsWith("-A ") ? [`${table} ${line.replace(counting, "")}`] : [];
  });
}

/** An address, interface or chain of the embedded cluster. */
const ofOurs = /10\.21[01]\.|PLATFORM|platform0|"platform-embedded/;

describe("the embedded cluster beside another Kubernetes node's packet filter rules", function () {
  this.timeout(300_000);
  let cluster: IsolatedCluster;

  before(async () => {
    cluster = await IsolatedCluster.create();
  });
  after(() => cluster.dispose());

  const entries = (family: Family): string[] => entriesOf(cluster.run(`ip${family}tables-save`, []).stdout);
  const allEntries = (): string[] => families.flatMap((family) => entries(family).map((entry) => `${family}${entry}`));
  const restore = (family: Family, rules: string, ...args: string[]): void => {
    const { code, stderr } = cluster.run(`ip${family}tables-restore`, args, rules);
    expect(code, stderr).to.equal(0);
  };
  /**
   * As its kube-proxy writes: its own chains anew, jumps to them where there are none yet. Ours is paused before, for it would write the
   * chains that both use anew whenever something changes; a stop continues it with the signal to end.
   */
  const writeForeignRules = async (): Promise<void> => {
    const { pid } = (await cluster.status()).services.find(({ name }) => name === "kube-proxy")!;
    process.kill(pid!, "SIGSTOP");
    for (const family of families) {
      const present = new Set(entries(family));
      const missing = (line: string, table: string): boolean => !present.has(`${table} ${line}`);
      let table = "";
      const rules = recorded(family)
        .split("\n")
        .filter((line) => {
          if (line.startsWith("*")) table = line.slice(1);
          if (/^:[A-Z]+ /.test(line)) return false;
          return !/^-A [A-Z]+ /.test(line) || missing(line, table);
        });
      restore(family, rules.join("\n"), "--noflush");
    }
  };
  const foreignEntries = (): string[] =>
    families.flatMap((family) => entriesOf(recorded(family)).map((entry) => `${family}${entry}`));
  const expectForeignEntries = (): void => {
    const present = new Set(allEntries());
    expect(foreignEntries().filter((entry) => !present.has(entry))).to.deep.equal([]);
  };
  const start = async (): Promise<void> => {
    const { code, stderr } = await cluster.cluster("start");
    expect(code, stderr).to.equal(0);
  };
  const clear = (): void => {
    for (const family of families)
      restore(family, ["raw", "mangle", "nat", "filter"].map((name) => `*${name}\nCOMMIT\n`).join(""));
  };
  afterEach(clear);

  it("changes none of them when it stops without ever having run", async () => {
    for (const family of families) restore(family, recorded(family));
    const before = allEntries();
    const { code, stderr } = await cluster.cluster("stop", "--purge");
    expect(code, stderr).to.equal(0);
    expect(allEntries()).to.deep.equal(before);
    expect(before).to.include.members(foreignEntries());
  });

  it("leaves chains that a stopped node left before, and takes its own rules out of them", async () => {
    for (const family of families) restore(family, recorded(family));
    const before = allEntries();
    await start();
    expect(allEntries().some((entry) => ofOurs.test(entry))).to.equal(true);
    const { code, stderr } = await cluster.cluster("stop");
    expect(code, stderr).to.equal(0);
    expect(stderr).to.match(/packet filter chains stay, since they were there before this cluster: .*KUBE-SERVICES/);
    const left = allEntries();
    expect(left.filter((entry) => ofOurs.test(entry))).to.deep.equal([]);
    const chains = (of: string[]): string[] =>
      of.filter((entry) => / :(KUBE|CNI)-/.test(entry) && !/-(SVC|SEP)-/.test(entry));
    expect(chains(left)).to.have.members(chains(before));
  });

  it("leaves the rules of a node that came while it ran", async () => {
    await start();
    await writeForeignRules();
    const { code, stderr } = await cluster.cluster("stop");
    expect(code, stderr).to.equal(0);
    expect(stderr).to.match(/packet filter chains stay, since another cluster has rules in them \(for 10\.43\./);
    expectForeignEntries();
    expect(allEntries().filter((entry) => ofOurs.test(entry))).to.deep.equal([]);
  });

  it("leaves what a node that runs may need, and says whose it is", async () => {
    cluster.run("tee", ["/proc/sys/net/ipv4/ip_forward"], "0");
    await start();
    await writeForeignRules();
    // Its title is k3s's own; what it does is of no account here.
    const k3s = cluster.spawn("bash", ["-c", "echo ready; exec -a '/usr/local/bin/k3s server' sleep infinity"]);
    await once(k3s.stdout!, "data");
    const forwarding = (): string => cluster.run("cat", ["/proc/sys/net/ipv4/ip_forward"]).stdout.trim();
    try {
      const refused = await cluster.cluster("start");
      expect(refused.code).to.equal(1);
      expect(refused.stderr).to.include(`another Kubernetes node runs on this machine (process ${k3s.pid}`);
      const { code, stderr } = await cluster.cluster("stop", "--purge");
      expect(code, stderr).to.equal(0);
      expect(stderr).to.match(
        /chains stay, since process \d+ \(\/usr\/local\/bin\/k3s server.*\) is another Kubernetes node/,
      );
      expect(stderr).to.match(/net\.ipv4\.ip_forward stays 1 \(it was 0\)/);
      expectForeignEntries();
      expect(allEntries().filter((entry) => ofOurs.test(entry))).to.deep.equal([]);
      expect(forwarding()).to.equal("1");
    } finally {
      k3s.kill("SIGKILL");
      cluster.run("tee", ["/proc/sys/net/ipv4/ip_forward"], "0");
    }
  });

  it("leaves nothing where it was alone", async () => {
    await start();
    const { code, stderr } = await cluster.cluster("stop", "--purge");
    expect(code, stderr).to.equal(0);
    expect(stderr).not.to.include("stay");
    expect(allEntries().filter((entry) => /KUBE|CNI|PLATFORM/.test(entry))).to.deep.equal([]);
  });
});
