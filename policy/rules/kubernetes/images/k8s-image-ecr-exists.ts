import { isFrom, parseImage, type ImageName } from "../../../lib/kubernetes/image";
import { workloads } from "../../../lib/kubernetes/kinds";
import { imagesOf } from "../../../lib/kubernetes/pod-images";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";
import { types, type Stack } from "../../../lib/stack";

const repositories = types("aws:ecr/repository:Repository");
const caches = types("aws:ecr/pullThroughCacheRule:PullThroughCacheRule");

const ECR = /^\d{12}\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/;

export default defineRule<{ externalRepositories: readonly string[] }>({
  id: "k8s-image-ecr-exists",
  title: "The repository of an image in ECR exists",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Own"],
  fields: ["containers[].image", "Repository name, repositoryUrl", "PullThroughCacheRule ecrRepositoryPrefix"],
  why: "Pods whose image is in no repository wait for ever, and a name in ECR that nobody owns is mostly a slip.",
  fix: "Take the image's name from the Repository of the stack, or add its repository to externalRepositories.",
  appliesTo: workloads,
  parameters: {
    externalRepositories: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description:
        "Repositories that exist outside the stack, or the path above several: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shared.",
      default: [],
    },
  },
  checkStack(stack, check) {
    check.each(stack.where(workloads), (workload) => {
      if (workload.kind.isPatch) return;
      check.each(imagesOf(podTemplate(workload)), ({ image }) => {
        const name = parseImage(image.text() ?? "");
        if (!name || !ECR.test(name.registry) || isFrom(name, check.parameters.externalRepositories)) return;
        if (!exists(stack, name))
          check.violation(workload, { at: image, wanted: "a Repository of the stack, or one of externalRepositories" });
      });
    });
  },
});

/** Whether an image has a repository in the stack, or a cache makes it one. @throws Undecided when one may be it. */
function exists(stack: Stack, { registry, repository }: ImageName): boolean {
  const { urls, names, prefixes, unknown } = stack.once(repositories, () => known(stack), exists);
  const parents = repository.split("/").map((_, index, parts) => parts.slice(0, index).join("/"));
  if (urls.has(`${registry}/${repository}`) || names.has(repository)) return true;
  if (parents.some((parent) => prefixes.has(parent === "" ? "ROOT" : parent))) return true;
  unknown?.read();
  return false;
}

interface Known {
  /** Addresses of repositories. */
  readonly urls: Set<unknown>;
  /** Names of repositories whose address is not known yet. */
  readonly names: Set<unknown>;
  /** Where caches make repositories as they are needed. */
  readonly prefixes: Set<unknown>;
  /** A name that is not known yet. */
  unknown?: Node;
}

function known(stack: Stack): Known {
  const all: Known = { urls: new Set(), names: new Set(), prefixes: new Set() };
  const take = (name: Node, into: Set<unknown>) => {
    if (name.isUnknown) all.unknown = name;
    else into.add(name.value);
  };
  for (const one of stack.where(repositories)) {
    const url = one.at("repositoryUrl");
    if (url.isUnknown || !url.exists) take(one.at("name"), all.names);
    else take(url, all.urls);
  }
  for (const one of stack.where(caches)) take(one.at("ecrRepositoryPrefix"), all.prefixes);
  return all;
}
