import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { gracePeriod } from "../../config/duration";
import { transformed } from "../arguments";
import type { Scope } from "../scope";
import type { CronArgs } from "./arguments";
import { checkCron } from "./check";
import { makeParts } from "./parts";
import { DRAIN_SECONDS } from "./pod";
import { NOTICE_SECONDS } from "./release";
import { runSpec } from "./run";

/** What a cron is within the platform. */
const COMPONENT = "cron";

/** How the cluster calls what happens to runs that overlap. */
const CONCURRENCY = { forbid: "Forbid", allow: "Allow", replace: "Replace" } as const;

/** How long the cluster may take to write it. */
const QUICK = "1m";

/** What runs in the cluster by a schedule, as safe as a Service: nothing calls it. */
export class Cron extends pulumi.ComponentResource {
  /** Name in the cluster. */
  readonly name: pulumi.Output<string>;
  /** Namespace in which it runs. */
  readonly namespace: pulumi.Output<string>;
  /** Image by digest. */
  readonly image: pulumi.Output<string>;

  /**
   * @param name name of the component.
   * @param args what runs, when, and what it needs.
   * @param scope where it runs.
   * @param opts further options of the component.
   * @throws ArgumentError when the arguments contradict each other.
   */
  constructor(name: string, args: CronArgs, scope: Scope, opts?: pulumi.ComponentResourceOptions) {
    super("platform:service:Cron", name, {}, scope.options(opts));
    checkCron(name, args);
    const { metadata, pod } = makeParts(args, { owner: this, name, component: COMPONENT, endpoints: [] }, scope);
    const workload = new kubernetes.batch.v1.CronJob(
      `${name}-workload`,
      transformed(
        {
          metadata: metadata(),
          spec: {
            schedule: args.schedule,
            timeZone: args.timeZone,
            concurrencyPolicy: CONCURRENCY[args.concurrency],
            startingDeadlineSeconds: args.startingDeadline,
            successfulJobsHistoryLimit: args.history.succeeded,
            failedJobsHistoryLimit: args.history.failed,
            jobTemplate: { metadata: { labels: metadata().labels }, spec: runSpec(name, args, COMPONENT, pod) },
          },
        },
        args.transform?.workload,
      ),
      {
        // As what has replicas, it goes before the namespace, and a run that is under way may take its grace period.
        parent: this,
        customTimeouts: {
          create: QUICK,
          update: QUICK,
          delete: `${gracePeriod(args.drainTimeout ?? DRAIN_SECONDS) + NOTICE_SECONDS}s`,
        },
      },
    );

    this.name = workload.metadata.name;
    this.namespace = scope.namespace.name;
    this.image = pulumi.output(args.image);
    this.registerOutputs({ name: this.name, namespace: this.namespace, image: this.image });
  }
}
