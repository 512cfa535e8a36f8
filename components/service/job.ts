import { createHash } from "node:crypto";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { transformed } from "../arguments";
import type { Scope } from "../scope";
import type { JobArgs } from "./arguments";
import { checkJob } from "./check";
import { makeParts } from "./parts";
import { NOTICE_SECONDS } from "./release";
import { runSpec } from "./run";

/** What a job is within the platform. */
const COMPONENT = "job";

/** Has a Job that has not succeeded replaced when the same program runs again. */
const RUN_AGAIN = { "pulumi.com/replaceUnready": "true" };

/**
 * What runs once per release, as safe as a Service: nothing calls it. Its object is named by what it runs, so that another
 * image or other arguments are another Job beside the one before, which goes when the new one has succeeded.
 */
export class Job extends pulumi.ComponentResource {
  /** Name in the cluster. */
  readonly name: pulumi.Output<string>;
  /** Namespace in which it runs. */
  readonly namespace: pulumi.Output<string>;
  /** Image by digest. */
  readonly image: pulumi.Output<string>;
  /** The Job itself, which is there when it has succeeded: what must come after that depends on it. */
  readonly done: pulumi.Resource;

  /**
   * @param name name of the component.
   * @param args what runs and what it needs.
   * @param scope where it runs.
   * @param opts further options of the component.
   * @throws ArgumentError when the arguments contradict each other.
   */
  constructor(name: string, args: JobArgs, scope: Scope, opts?: pulumi.ComponentResourceOptions) {
    super("platform:service:Job", name, {}, scope.options(opts));
    checkJob(name, args);
    const { metadata, inside, pod } = makeParts(
      args,
      { owner: this, name, component: COMPONENT, endpoints: [] },
      scope,
    );
    const spec = runSpec(name, args, COMPONENT, pod);
    const objectName = pulumi.output(spec).apply((known) => `${args.name}-${hashOf(known)}`);
    const workload = new kubernetes.batch.v1.Job(
      `${name}-workload`,
      transformed(
        { metadata: { ...metadata(), name: objectName, annotations: RUN_AGAIN }, spec },
        args.transform?.workload,
      ),
      {
        ...inside,
        // Its own deadline comes first, so that the error names the cause.
        customTimeouts: { ...inside.customTimeouts, create: `${args.deadline + NOTICE_SECONDS}s` },
      },
    );

    this.name = workload.metadata.name;
    this.namespace = scope.namespace.name;
    this.image = pulumi.output(args.image);
    this.done = workload;
    this.registerOutputs({ name: this.name, namespace: this.namespace, image: this.image });
  }
}

function hashOf(spec: unknown): string {
  return createHash("sha256").update(JSON.stringify(spec)).digest("hex").slice(0, 8);
}
