import { expect } from "chai";
import type { ProviderContext } from "../../../engine/kubernetes/context";
import { kindForPreview, kindForUpdate } from "../../../engine/kubernetes/kinds";
import { inNamespace } from "../../../engine/kubernetes/namespaces";
import { Announcements, type Progress } from "../../../engine/kubernetes/run";
import { ApiError, type KindReference, type KubernetesObject } from "../../../engine/kubernetes/types";
import { FakeClock, settle } from "./await/support/fake-clock";

const NAMESPACE: KubernetesObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
const CONFIG_MAP: KubernetesObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "a", namespace: "shop" },
};
const WIDGET: KindReference = { apiVersion: "example.org/v1", kind: "Widget" };

const missing = new ApiError('namespaces "shop" not found', 404, "NotFound", { kind: "namespaces", name: "shop" });
const ending = new ApiError("it is being terminated", 403, "Forbidden", {
  kind: "configmaps",
  causes: [{ reason: "NamespaceTerminating" }],
});

function definition(...versions: { name: string; served: boolean }[]): KubernetesObject {
  const spec = { group: "example.org", names: { kind: "Widget", plural: "widgets" }, versions };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.org" },
    spec,
  };
}

const V1 = { name: "v1", served: true };

/** A run on a server that a test writes the answers of, with a clock that only it moves. */
class Operation {
  readonly clock = new FakeClock();
  readonly announcements = new Announcements(this.clock);
  readonly abort = new AbortController();
  readonly reports: string[] = [];
  tries = 0;
  /** What the server answers to a write, if not with success. */
  refusal: ApiError | undefined = missing;
  /** The versions of Widget that the server serves. */
  served: string[] = [];
  live: KubernetesObject | undefined;
  /** Discovery does not answer. */
  silent = false;
  private outcome: { error?: Error } | undefined;

  private readonly limits = {
    announcements: this.announcements,
    timeoutSeconds: 600,
    signal: this.abort.signal,
    report: (message: string) => void this.reports.push(message),
  };

  private get context(): ProviderContext {
    const client = {
      place: "the server",
      discover: ({ apiVersion }: KindReference) =>
        this.silent
          ? new Promise(() => undefined)
          : this.served.includes(apiVersion)
            ? Promise.resolve({})
            : Promise.reject(new ApiError("none", 404, "NotFound")),
      get: () => Promise.resolve(this.live),
    };
    return { client, announcements: this.announcements } as unknown as ProviderContext;
  }

  /** Declares the namespace; undefined: not at all. */
  declare(progress: Progress | undefined): this {
    if (progress) this.announcements.announce("ns", NAMESPACE, false);
    if (progress) this.announcements.proceed("ns", progress);
    return this;
  }

  /** Begins to write an object. */
  write(timeoutSeconds = 600): this {
    const attempt = () => {
      this.tries++;
      return this.refusal ? Promise.reject(this.refusal) : Promise.resolve("written");
    };
    return this.follow(inNamespace({ ...this.limits, timeoutSeconds }, CONFIG_MAP, attempt));
  }

  /** Begins to wait for the kind. */
  use(apiVersion = WIDGET.apiVersion, timeoutSeconds = 600): this {
    return this.follow(kindForUpdate(this.context, { ...WIDGET, apiVersion }, { ...this.limits, timeoutSeconds }));
  }

  preview(apiVersion = WIDGET.apiVersion): Promise<boolean> {
    return kindForPreview(this.context, { ...WIDGET, apiVersion }, this.abort.signal);
  }

  private follow(operation: Promise<unknown>): this {
    operation.then(
      () => (this.outcome = {}),
      (error: Error) => (this.outcome = { error }),
    );
    return this;
  }

  async isOpen(): Promise<boolean> {
    await settle();
    return this.outcome === undefined;
  }

  async success(): Promise<void> {
    expect(await this.isOpen(), "it has ended").to.equal(false);
    if (this.outcome?.error) throw this.outcome.error;
  }

  /** Why it has failed, without any more time passing. */
  async failure(): Promise<string> {
    expect(await this.isOpen(), `it goes on: ${this.reports.at(-1)}`).to.equal(false);
    expect(this.outcome?.error).to.be.instanceOf(Error);
    return this.outcome!.error!.message;
  }
}

describe("an object whose namespace is missing", () => {
  it("fails at once when the state has the namespace and this run does nothing with it", async () => {
    const run = new Operation().declare("unchanged");
    expect(await run.write().failure())
      .to.contain('namespace "shop" is in the stack\'s state but not in the cluster')
      .and.contain("`pulumi up --refresh`");
    expect(run.reports).to.deep.equal([]);
  });

  it("fails as soon as that turns out, when the object came first", async () => {
    const run = new Operation().write();
    expect(await run.isOpen()).to.equal(true);
    run.announcements.announce("ns", NAMESPACE, true);
    expect(await run.isOpen()).to.equal(true);
    run.announcements.proceed("ns", "unchanged");
    expect(await run.failure()).to.contain("`pulumi up --refresh`");
  });

  it("waits for a namespace that is being created, and says so once", async () => {
    const run = new Operation();
    run.announcements.announce("ns", NAMESPACE, false);
    run.write();
    expect(await run.isOpen()).to.equal(true);
    const made = run.announcements.writing("ns", async () => {
      await run.clock.advance(200);
      run.refusal = undefined;
    });
    await made;
    await run.success();
    expect(run.reports).to.deep.equal([
      'waiting for namespace "shop", which is to be created',
      'waiting for namespace "shop", which is being created',
    ]);
  });

  for (const first of ["checked", "planned"] as const) {
    it(`waits for its turn a minute when it is ${first}, and then names the way out`, async () => {
      const run = new Operation();
      run.announcements.announce("ns", NAMESPACE, first === "checked");
      await run.clock.advance(30);
      run.write();
      await run.clock.advance(29);
      expect(await run.isOpen()).to.equal(true);
      await run.clock.advance(2);
      expect(await run.failure())
        .to.contain("has not begun within 60 s")
        .and.contain("depend on it");
    });
  }

  it("waits through the deletion that comes before the namespace is created anew", async () => {
    const run = new Operation();
    run.refusal = ending;
    run.announcements.announce("ns", NAMESPACE, false);
    run.write();
    await run.announcements.deleting("ns", () => run.clock.advance(100));
    run.refusal = missing;
    await run.clock.advance(50);
    expect(await run.isOpen()).to.equal(true);
    await run.announcements.writing("ns", () => Promise.resolve((run.refusal = undefined)));
    await run.success();
  });

  it("does not take the deletion of its predecessor for one of the namespace", async () => {
    const { announcements } = new Operation();
    announcements.announce("ns", NAMESPACE, false);
    await announcements.writing("ns", () => Promise.resolve());
    await announcements.deleting("ns", () => Promise.resolve());
    expect(announcements.find("Namespace shop")?.progress).to.equal("done");
  });

  it("fails when the creation of the namespace has, but not when it is there all the same", async () => {
    for (const there of [true, false]) {
      const run = new Operation();
      run.announcements.announce("ns", NAMESPACE, false);
      run.write();
      await settle();
      const failing = run.announcements.writing("ns", () => {
        if (there) run.refusal = undefined;
        return Promise.reject(new Error("quota"));
      });
      await failing.catch(() => undefined);
      if (there) await run.success();
      else expect(await run.failure()).to.contain('namespace "shop" does not exist: it was not created');
    }
  });

  it("goes by the declaration that may still bring it, of several", async () => {
    const run = new Operation();
    run.announcements.announce("patch", NAMESPACE, true);
    run.announcements.proceed("patch", "unchanged");
    run.announcements.announce("ns", NAMESPACE, false);
    expect(await run.write().isOpen()).to.equal(true);
    run.announcements.proceed("ns", "failed");
    expect(await run.failure()).to.contain("it was not created");
  });

  it("waits ten seconds for one that another provider of the run creates", async () => {
    const run = new Operation().write();
    await run.clock.advance(8);
    expect(await run.isOpen()).to.equal(true);
    run.refusal = undefined;
    await run.clock.advance(1);
    await run.success();
    expect(run.reports).to.deep.equal(['waiting for namespace "shop"']);
    const never = new Operation().write();
    await never.clock.advance(11);
    expect(await never.failure())
      .to.contain("nothing in this run declares a Namespace of that name")
      .and.contain("Check the spelling");
  });

  it("fails at once when it is being deleted and this run does not create it", async () => {
    const run = new Operation();
    run.refusal = ending;
    expect(await run.write().failure())
      .to.contain('namespace "shop" is being deleted')
      .and.contain("create it again");
    const known = new Operation().declare("unchanged");
    known.refusal = ending;
    expect(await known.write().failure())
      .to.contain("being deleted")
      .and.contain("`pulumi up --refresh`");
  });

  it("fails when it was created and is gone again", async () => {
    const run = new Operation().declare("done");
    expect(await run.write().failure()).to.contain("not in the cluster");
  });

  it("waits no longer than its time-out", async () => {
    for (const progress of [undefined, "planned", "running"] as (Progress | undefined)[]) {
      const run = new Operation().declare(progress);
      run.write(5);
      await run.clock.advance(4.9);
      expect(await run.isOpen()).to.equal(true);
      await run.clock.advance(0.2);
      expect(await run.failure(), progress).to.contain("the 5 s that this resource may take are over");
    }
  });

  it("ends at once when it is cancelled", async () => {
    for (const progress of [undefined, "planned", "running"] as (Progress | undefined)[]) {
      const run = new Operation().declare(progress);
      expect(await run.write().isOpen()).to.equal(true);
      run.abort.abort(new Error("cancelled"));
      expect(await run.failure()).to.equal("cancelled");
    }
  });

  it("passes other errors on, and asks once for a write that succeeds", async () => {
    const refused = new Operation();
    refused.refusal = new ApiError("no", 404, "NotFound", { kind: "secrets", name: "shop" });
    expect(await refused.write().failure()).to.equal("no");
    const run = new Operation();
    run.refusal = undefined;
    await run.write().success();
    expect(run.tries).to.equal(1);
  });
});

describe("an object whose kind is not served", () => {
  it("is refused when nothing declares the definition within a moment", async () => {
    const run = new Operation().use();
    await run.clock.advance(1.4);
    expect(await run.isOpen()).to.equal(true);
    await run.clock.advance(0.2);
    expect(await run.failure())
      .to.contain('no kind "Widget"')
      .and.contain("declares no CustomResourceDefinition");
  });

  it("waits for the definition that is declared in that moment, until it is served", async () => {
    const run = new Operation().use();
    await run.clock.advance(1);
    run.announcements.announce("crd", definition(V1), false);
    await run.announcements.writing("crd", async () => {
      await run.clock.advance(100);
      run.live = definition(V1);
    });
    await run.clock.advance(20);
    expect(await run.isOpen()).to.equal(true);
    run.served = ["example.org/v1"];
    await run.clock.advance(1);
    await run.success();
  });

  it("waits for a definition that is updated", async () => {
    const run = new Operation();
    run.live = definition(V1);
    run.served = ["example.org/v1"];
    const both = definition(V1, { name: "v2", served: true });
    run.announcements.announce("crd", both, true);
    run.announcements.proceed("crd", "planned");
    run.use("example.org/v2");
    expect(await run.isOpen()).to.equal(true);
    await run.announcements.writing("crd", () => {
      run.live = both;
      run.served = ["example.org/v1", "example.org/v2"];
      return Promise.resolve();
    });
    await run.success();
  });

  it("fails at once, also in a preview, when the definition is in the state and not in the cluster", async () => {
    const run = new Operation();
    run.announcements.announce("crd", definition(V1), true);
    run.announcements.proceed("crd", "unchanged");
    const words = 'CustomResourceDefinition "widgets.example.org" is in the stack\'s state but not in the cluster';
    expect(await run.use().failure())
      .to.contain(words)
      .and.contain("`pulumi up --refresh`");
    expect(await run.preview().catch((error: Error) => error.message)).to.contain(words);
  });

  it("fails at once, also in a preview, for a version that the definition does not serve", async () => {
    const versions = definition(V1, { name: "v2", served: false });
    for (const progress of ["unchanged", "done"] as const) {
      const run = new Operation();
      run.live = versions;
      run.announcements.announce("crd", versions, progress === "unchanged");
      run.announcements.proceed("crd", progress);
      const words = 'does not serve version "v2", only "v1"';
      expect(await run.use("example.org/v2").failure(), progress).to.contain(words);
      expect(await run.preview("example.org/v2").catch((error: Error) => error.message)).to.contain(words);
    }
    const planned = new Operation();
    planned.announcements.announce("crd", versions, false);
    expect(await planned.preview()).to.equal(false);
    expect(await planned.preview("example.org/v2").catch((error: Error) => error.message)).to.contain("does not serve");
  });

  it("says that the server is slow, with the words of the definition", async () => {
    const run = new Operation();
    const conditions = [{ type: "Established", status: "False", message: "not all names are accepted" }];
    run.live = { ...definition(V1), status: { conditions } };
    run.announcements.announce("crd", definition(V1), true);
    run.announcements.proceed("crd", "unchanged");
    run.use();
    await run.clock.advance(29);
    expect(await run.isOpen()).to.equal(true);
    await run.clock.advance(2);
    expect(await run.failure()).to.contain("after 30 s: not all names are accepted");
  });

  it("fails when the definition was not created, ends with the time-out and when it is cancelled", async () => {
    const failed = new Operation();
    failed.announcements.announce("crd", definition(V1), false);
    failed.use();
    failed.announcements.proceed("crd", "failed");
    expect(await failed.failure()).to.contain("was not created");

    const late = new Operation();
    late.announcements.announce("crd", definition(V1), false);
    late.use(undefined, 5);
    await late.clock.advance(5.1);
    expect(await late.failure()).to.contain("the 5 s that this resource may take are over");

    const cancelled = new Operation();
    cancelled.announcements.announce("crd", definition(V1), false);
    cancelled.use();
    await settle();
    cancelled.abort.abort(new Error("cancelled"));
    expect(await cancelled.failure()).to.equal("cancelled");
  });

  it("ends at once when it is cancelled, though the server does not answer", async () => {
    const run = new Operation();
    run.silent = true;
    expect(await run.use().isOpen()).to.equal(true);
    const preview = run.preview().catch((error: Error) => error.message);
    run.abort.abort(new Error("cancelled"));
    expect(await run.failure()).to.equal("cancelled");
    expect(await preview).to.equal("cancelled");
  });
});
