import { expect } from "chai";
import type { KubernetesObject } from "../../../../engine/kubernetes/types";
import { deployment, event, pod, replicaSet, rollout, waiting } from "./support/objects";
import { Run, startedDeployment as started } from "./support/run";

const NOT_FOUND =
  'failed to pull and unpack image "registry/web:1": failed to resolve reference "registry/web:1": registry/web:1: not found';
const NO_HOST =
  'failed to pull and unpack image "registry/web:1": failed to resolve reference "registry/web:1": ' +
  'failed to do request: Head "https://registry/v2/web/manifests/1": dial tcp: lookup registry: no such host';

function crashed(restarts: number, end: Record<string, unknown>, waits = true): KubernetesObject {
  const terminated = { exitCode: 3, reason: "Error", ...end };
  const state = waits
    ? { state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: { terminated } }
    : { state: { terminated } };
  return pod("web-1-a", { status: { phase: "Running" }, main: { ...state, restartCount: restarts } });
}

describe("images and crashes of an unready pod, on a cluster in memory", () => {
  describe("image", () => {
    it("fails at the first answer of the registry that the image does not exist", async () => {
      const run = started();
      run.cluster.put(
        pod("web-1-a", { main: waiting("ErrImagePull", `rpc error: code = NotFound desc = ${NOT_FOUND}`) }),
      );
      const error = await run.failure();
      expect(error.reason).to.equal("Failed");
      expect(error.headline).to.equal(
        'Deployment apps/web: cannot pull image "registry/web:1": not found (pod web-1-a, container main); 0 of 1 replicas ready',
      );
      expect(error.details).to.deep.equal([
        "Check that the image was pushed under this name and tag, and that the pod's pull secret may read it.",
      ]);
    });

    for (const words of [
      "pull access denied, repository does not exist or may require authorization",
      "unexpected status from HEAD request to https://registry/v2/web/manifests/1: 401 Unauthorized",
      "manifest unknown",
    ]) {
      it(`fails at the first answer: ${words}`, async () => {
        const run = started();
        run.cluster.put(pod("web-1-a", { main: waiting("ErrImagePull", words) }));
        expect((await run.failure()).headline).to.contain(words);
      });
    }

    it("gives a fault of the network a second try", async () => {
      const run = started();
      const unready = run.cluster.put(pod("web-1-a", { main: waiting("ErrImagePull", NO_HOST) }));
      const failed = event(unready, "Failed", `Failed to pull image "registry/web:1": ${NO_HOST}`);
      run.cluster.put(failed);
      run.cluster.put(
        pod("web-1-a", {
          main: waiting("ImagePullBackOff", `Back-off pulling image "registry/web:1": ErrImagePull: ${NO_HOST}`),
        }),
      );
      await run.clock.advance(12);
      expect(await run.isOpen()).to.equal(true);
      run.cluster.put({ ...failed, count: 2 });
      const error = await run.failure();
      expect(error.headline).to.contain(
        'cannot pull image "registry/web:1": Head "https://registry/v2/web/manifests/1": dial tcp: lookup registry: no such host (pod',
      );
      expect(error.details.join()).to.contain("Check that the node reaches the registry");
    });

    it("takes a registry that is out of order for a fault of the network, whatever else it says", async () => {
      const run = started();
      const words =
        "unexpected status from HEAD request to https://registry/v2/: 503 Service Unavailable: upstream not found";
      run.cluster.put(pod("web-1-a", { main: waiting("ErrImagePull", words) }));
      await run.clock.advance(10);
      expect(await run.isOpen()).to.equal(true);
    });

    it("passes over pods that are being deleted", async () => {
      const run = started();
      const metadata = { deletionTimestamp: "2026-01-01T00:00:00Z" };
      run.cluster.put(pod("web-1-a", { main: waiting("ErrImagePull", NOT_FOUND), metadata }));
      await run.clock.advance(60);
      expect(await run.isOpen()).to.equal(true);
    });

    it("counts the time where events cannot be read, through the change of words between tries", async () => {
      const run = started();
      run.cluster.put(pod("web-1-a", { main: waiting("ErrImagePull", `${NO_HOST} (port 40001)`) }));
      await run.clock.advance(20);
      run.cluster.put(pod("web-1-a", { main: waiting("ErrImagePull", `${NO_HOST} (port 40002)`) }));
      await run.clock.advance(9);
      expect(await run.isOpen()).to.equal(true);
      await run.clock.advance(2);
      expect((await run.failure()).headline).to.contain("no such host (port 40002)");
    });

    it("fails at once for a name that is none, and for an image that may not be pulled", async () => {
      for (const [reason, words] of [
        ["InvalidImageName", 'the image name "registry/web:1" is not valid'],
        ["ErrImageNeverPull", "its pull policy is Never"],
      ] as const) {
        const run = started();
        run.cluster.put(pod("web-1-a", { main: waiting(reason, "...") }));
        expect((await run.failure()).headline).to.contain(words);
      }
    });

    it("tells one fault of several pods once", async () => {
      const run = started();
      run.cluster.put(pod("web-1-b", { main: waiting("ErrImagePull", "connection refused") }));
      run.cluster.put(pod("web-1-a", { main: waiting("ErrImagePull", "connection refused") }));
      await run.clock.advance(31);
      const error = await run.failure();
      expect(error.headline).to.contain("connection refused (pod web-1-a, container main and 1 more)");
      expect(error.details).to.have.lengthOf(1);
    });

    it("does not fail for what the pods of an older ReplicaSet suffer", async () => {
      const run = started();
      const main = waiting("ErrImagePull", NOT_FOUND);
      run.cluster.put(pod("web-0-a", { owner: ["ReplicaSet", "web-0"], main }));
      await run.clock.advance(100);
      expect(await run.isOpen()).to.equal(true);
    });

    it("gives a fault from before an update the time to be tried again", async () => {
      const run = new Run();
      const status = rollout(1, { all: 1, updated: 1, available: 0 });
      run.cluster.put(replicaSet(1));
      const main = waiting("ImagePullBackOff", NOT_FOUND);
      run.cluster.put(pod("web-1-a", { main }));
      run.start(run.cluster.put(deployment({ revision: 1, status })), { operation: "update" });
      await run.clock.advance(59);
      expect(await run.isOpen()).to.equal(true);
      run.cluster.put(pod("web-1-a", { main: waiting("ErrImagePull", NOT_FOUND) }));
      expect((await run.failure()).headline).to.contain("not found");
    });
  });

  describe("crash", () => {
    it("fails at the third failure, with the last lines of the log", async () => {
      const run = started();
      run.cluster.log("web-1-a", "main", "starting\nabout to fail\n", true);
      run.cluster.put(crashed(0, {}, false));
      run.cluster.put(crashed(1, {}));
      await run.clock.advance(300);
      expect(await run.isOpen(), "two failures may be a dependency that is late").to.equal(true);
      run.cluster.put(crashed(2, {}));
      const error = await run.failure();
      expect(error.headline).to.equal(
        "Deployment apps/web: container main crashes with exit code 3 (pod web-1-a, container main); 0 of 1 replicas ready",
      );
      expect(error.details).to.deep.equal(["Last log lines of web-1-a/main:", "  starting", "  about to fail"]);
    });

    it("shows the log of the container that has just ended, not of the one before", async () => {
      const run = started();
      run.cluster.log("web-1-a", "main", "second", false);
      run.cluster.log("web-1-a", "main", "first", true);
      run.cluster.put(crashed(2, {}, false));
      expect((await run.failure()).details).to.include("  second");
    });

    it("shows another log where the kubelet has removed the container", async () => {
      const run = started();
      run.cluster.log("web-1-a", "main", "unable to retrieve container logs for containerd://abc", true);
      run.cluster.log("web-1-a", "main", "first", false);
      run.cluster.put(crashed(2, {}));
      expect((await run.failure()).details).to.deep.equal(["Last log lines of web-1-a/main:", "  first"]);
    });

    it("does not fail while the container runs again", async () => {
      const run = started();
      run.cluster.put(
        pod("web-1-a", {
          status: { phase: "Running" },
          main: { restartCount: 5, state: { running: {} }, lastState: { terminated: { exitCode: 1 } } },
        }),
      );
      await run.clock.advance(300);
      expect(await run.isOpen()).to.equal(true);
      expect(run.reports.at(-1)).to.contain("container main crashes with exit code 1");
    });

    for (const [language, line, path] of [
      ["Python", "OSError: [Errno 30] Read-only file system: '/var/cache/app'", " at /var/cache/app"],
      ["Node.js", "Error: EROFS: read-only file system, open '/data/x.log'", " at /data/x.log"],
      ["Go", "open /data/x.log: read-only file system", " at /data/x.log"],
      ["Java", "java.nio.file.FileSystemException: /srv/a: Read-only file system", " at /srv/a"],
      ["a shell", "/bin/sh: can't create x: Read-only file system", " at /bin/sh"],
    ] as const) {
      const hint = `read-only${path}: mount a volume where the program writes, for a service of a stack file with its key \`writable\``;

      it(`says which key makes room to write when ${language} reports a read-only file system`, async () => {
        const run = started();
        run.cluster.put(crashed(2, { exitCode: 1, message: `starting\n${line}\n` }));
        const { headline, details } = await run.failure();
        expect([headline, ...details].join("\n")).to.contain(hint);
      });

      it(`says it too when ${language} does in the log alone`, async () => {
        const run = started();
        run.cluster.log("web-1-a", "main", `starting\n${line}\n`, true);
        run.cluster.put(crashed(2, {}));
        expect((await run.failure()).details.join("\n")).to.contain(hint);
      });
    }

    it("names the memory limit at the second kill", async () => {
      const run = started();
      const limited = (restarts: number) => {
        const killed = crashed(restarts, { exitCode: 137, reason: "OOMKilled" });
        const spec = killed.spec as { containers: object[] };
        spec.containers = [{ name: "main", image: "registry/web:1", resources: { limits: { memory: "16Mi" } } }];
        return killed;
      };
      run.cluster.put(limited(0));
      expect(await run.isOpen()).to.equal(true);
      run.cluster.put(limited(1));
      const error = await run.failure();
      expect(error.headline).to.contain("container main needs more memory than its limit of 16Mi (OOMKilled)");
      expect(error.details.join()).to.contain("Raise the memory limit");
    });

    it("fails at once for a command that does not exist", async () => {
      const run = started();
      const message =
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: " +
        'unable to start container process: exec: "serve": executable file not found in $PATH: unknown';
      run.cluster.put(crashed(0, { exitCode: 128, reason: "StartError", message }, false));
      const error = await run.failure();
      expect(error.headline).to.contain(
        'container main cannot be started: "serve": executable file not found in $PATH',
      );
    });

    it("names a program that ends by itself", async () => {
      const run = started();
      run.cluster.put(crashed(2, { exitCode: 0, reason: "Completed" }));
      expect((await run.failure()).headline).to.contain(
        "container main ends by itself (exit code 0) instead of running on",
      );
    });

    it("names the probe that has a container restarted", async () => {
      const run = started();
      const running = (restarts: number) =>
        run.cluster.put(
          pod("web-1-a", {
            status: { phase: "Running" },
            main: {
              restartCount: restarts,
              state: { running: {} },
              lastState: { terminated: { exitCode: 137, reason: "Error" } },
            },
          }),
        );
      const unready = running(1);
      run.cluster.put(event(unready, "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500"));
      run.cluster.put(
        event(unready, "Killing", "Container main failed liveness probe, will be restarted", { type: "Normal" }),
      );
      expect(await run.isOpen()).to.equal(true);
      running(2);
      expect((await run.failure()).headline).to.contain(
        "container main is restarted for its probe: Liveness probe failed: HTTP probe failed with statuscode: 500",
      );
    });

    it("looks at init containers too", async () => {
      const run = started();
      const initContainerStatuses = [
        {
          name: "migrate",
          restartCount: 2,
          state: { waiting: { reason: "CrashLoopBackOff" } },
          lastState: { terminated: { exitCode: 1 } },
        },
      ];
      const spec = { initContainers: [{ name: "migrate", image: "registry/web:1" }] };
      run.cluster.log("web-1-a", "migrate", "no such table", true);
      run.cluster.put(pod("web-1-a", { spec, status: { initContainerStatuses } }));
      const error = await run.failure();
      expect(error.headline).to.contain("container migrate crashes with exit code 1 (pod web-1-a, container migrate)");
      expect(error.details).to.include("  no such table");
    });
  });

  it("tells a failure even when its explanation cannot be had", async () => {
    const run = started();
    run.cluster.logs = () => Promise.reject(new Error("no route to the node"));
    run.cluster.put(crashed(2, {}));
    expect((await run.failure()).details).to.deep.equal([]);
  });
});
