import { expect } from "chai";
import { isFrom, parseImage, type ImageName } from "../../../policy/lib/kubernetes/image";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("names of images", () => {
  const names: Record<string, Partial<ImageName>> = {
    web: { registry: "docker.io", repository: "library/web" },
    "web:1.2": { registry: "docker.io", repository: "library/web", tag: "1.2" },
    "shop/web": { registry: "docker.io", repository: "shop/web" },
    "docker.io/web": { registry: "docker.io", repository: "library/web" },
    "docker.io/shop/web:v1": { registry: "docker.io", repository: "shop/web", tag: "v1" },
    "[::1]:5000/web": { registry: "[::1]:5000", repository: "web" },
    "localhost/web": { registry: "localhost", repository: "web" },
    "localhost:5000/web:latest": { registry: "localhost:5000", repository: "web", tag: "latest" },
    "registry.example.org/a/b__c/d-e--f.g": { registry: "registry.example.org", repository: "a/b__c/d-e--f.g" },
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web": {
      registry: "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
      repository: "web",
    },
    [`web@${digest}`]: { registry: "docker.io", repository: "library/web", digest },
    [`registry.example.org:443/web:1@${digest}`]: {
      registry: "registry.example.org:443",
      repository: "web",
      tag: "1",
      digest,
    },
  };
  for (const [name, parts] of Object.entries(names)) {
    it(`takes ${name} apart`, () =>
      expect(parseImage(name)).to.deep.equal({ tag: undefined, digest: undefined, ...parts }));
  }

  for (const name of [
    "",
    "/web",
    "web/",
    "Web",
    "shop//web",
    "-web",
    "web:",
    "web:-1",
    "web:a:b",
    ":/web",
    `web:${"1".repeat(129)}`,
    "web@latest",
    "web@sha256:123",
    `web@${digest.toUpperCase()}`,
    `web@${digest}@${digest}`,
    `@${digest}`,
    "registry.example.org/../web",
    "registry example.org/web",
    "registry.example.org:/web",
    "https://registry.example.org/web",
    "web:1\n",
  ])
    it(`takes ${JSON.stringify(name)} for no image`, () => expect(parseImage(name)).to.equal(undefined));
});

describe("where images come from", () => {
  const from = (name: string, ...places: string[]) => isFrom(parseImage(name)!, places);

  it("knows a registry", () => expect(from("registry.example.org/shop/web:1", "registry.example.org")).to.equal(true));
  it("knows a path below it", () => expect(from("public.ecr.aws/eks/coredns", "public.ecr.aws/eks")).to.equal(true));
  it("minds no slash at the end", () => expect(from("public.ecr.aws/eks/dns", "public.ecr.aws/eks/")).to.equal(true));
  it("knows one repository", () => expect(from("quay.io/shop/web", "quay.io/shop/web")).to.equal(true));
  it("knows what short names mean", () => {
    expect(from("web", "docker.io/library")).to.equal(true);
    expect(from("shop/web", "docker.io/library")).to.equal(false);
  });
  it("is content with one of several places", () => expect(from("quay.io/web", "ghcr.io", "quay.io")).to.equal(true));

  for (const [name, place] of [
    ["registry.example.org.evil.test/web", "registry.example.org"],
    ["registry.example.org:5000/web", "registry.example.org"],
    ["public.ecr.aws/eks-not/web", "public.ecr.aws/eks"],
    ["evil.test/registry.example.org/web", "registry.example.org"],
    ["registry.example.org/web", ""],
    ["registry.example.org/web", "/"],
  ] as const)
    it(`does not take ${name} for one of "${place}"`, () => expect(from(name, place)).to.equal(false));

  it("knows no place in an empty list", () => expect(from("web")).to.equal(false));
});
