import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/images/k8s-image-ecr-exists";
import { add, all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";
import { goodWorkloads, pod } from "../../../support/workloads";

const image = pod("containers[0].image");
const HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

/** A repository as it is after its update: with the address that AWS gave it. */
const repository = all(
  add(typed<aws.ecr.RepositoryArgs>("aws:ecr/repository:Repository", { name: "shop/web" }, { name: "repository" })),
  set("repositoryUrl", `${HOST}/shop/web`, "repository"),
);
const cache = typed<aws.ecr.PullThroughCacheRuleArgs>(
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
  { ecrRepositoryPrefix: "mirror/quay", upstreamRegistryUrl: "quay.io" },
  { name: "cache" },
);

const own = goodWorkloads()["a Deployment"]!;
all(repository, set(image, `${HOST}/shop/web:1`))(own);

describeRule(rule, {
  baselines: { "an image of a Repository": own, ...goodWorkloads() },
  mutations: [
    {
      name: "a repository that nobody creates",
      change: without("repository"),
      path: image,
      message: "wanted a Repository of the stack, or one of externalRepositories",
    },
    { name: "a repository of another name", change: set(image, `${HOST}/shop/api:1`) },
    { name: "a repository of another region", change: set(image, `${HOST.replace("west", "central")}/shop/web:1`) },
    { name: "a repository of another account", change: set(image, `${HOST.replace("12", "99")}/shop/web:1`) },
    { name: "a repository in China", change: set(image, "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web:1") },
    {
      name: "a path that a cache does not fill",
      change: all(add(cache), set(image, `${HOST}/mirror/ghcr/web:1`)),
      path: image,
    },
    { name: "the path of a cache itself", change: all(add(cache), set(image, `${HOST}/mirror/quay:1`)), path: image },
    { name: "an init container", change: set(pod("initContainers[0].image"), `${HOST}/shop/api:1`) },
    {
      name: "a repository that another stack has, but not this one",
      change: without("repository"),
      path: image,
      parameters: { externalRepositories: [`${HOST}/shop/api`, "shop/web"] },
    },
    {
      name: "a missing repository beside an image that is not known yet",
      change: all(set(image, `${HOST}/shop/api:1`), set(pod("initContainers[0].image"), UNKNOWN)),
    },
  ],
  allowed: [
    { name: "an image with tag and digest", change: set(image, `${HOST}/shop/web:1@sha256:${"a".repeat(64)}`) },
    {
      name: "a repository whose address is not known yet",
      change: set("repositoryUrl", UNKNOWN, "repository"),
    },
    {
      name: "a repository that has no address yet",
      change: remove("repositoryUrl", "repository"),
    },
    {
      name: "a repository beside one whose name is not known yet",
      change: add({ name: "other", type: "aws:ecr/repository:Repository", properties: { name: UNKNOWN } }),
    },
    { name: "what a cache fills", change: all(set(image, `${HOST}/mirror/quay/shop/web:1`), add(cache)) },
    {
      name: "what a cache of the whole registry fills",
      change: all(without("repository"), add(cache), set("ecrRepositoryPrefix", "ROOT", "cache")),
    },
    {
      name: "a repository of another stack",
      change: without("repository"),
      parameters: { externalRepositories: [`${HOST}/shop/web`] },
    },
    {
      name: "all repositories of a path",
      change: without("repository"),
      parameters: { externalRepositories: [`${HOST}/shop`] },
    },
    { name: "an image of another registry", change: set(image, "quay.io/shop/api:1") },
    { name: "a public image of ECR", change: set(image, "public.ecr.aws/eks/coredns:v1") },
    { name: "what is not an image", change: set(image, "web@latest") },
    {
      name: "a patch",
      change: all(without("repository"), state({ type: "kubernetes:apps/v1:DeploymentPatch" })),
    },
  ],
  unknown: [
    { name: "an unknown image", change: set(image, UNKNOWN) },
    {
      name: "an image that may be in a repository whose name is not known yet",
      change: all(set("name", UNKNOWN, "repository"), set("repositoryUrl", UNKNOWN, "repository")),
    },
    {
      name: "an image that a cache may fill whose path is not known yet",
      change: all(without("repository"), add(cache), set("ecrRepositoryPrefix", UNKNOWN, "cache")),
      path: "ecrRepositoryPrefix",
    },
  ],
});
