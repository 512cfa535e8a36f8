import { expect } from "chai";
import { credentialHost, familiarName, parseImageName } from "../../../engine/docker/image-name";

describe("image names", () => {
  it("are read by Docker's rules", () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const cases: Record<string, object> = {
      nginx: { registry: undefined, repository: "nginx", tag: undefined, digest: undefined },
      "user/app:v1.0_x-y": { registry: undefined, repository: "user/app", tag: "v1.0_x-y", digest: undefined },
      "127.0.0.1:5000/team/web:dev": {
        registry: "127.0.0.1:5000",
        repository: "team/web",
        tag: "dev",
        digest: undefined,
      },
      "localhost/a": { registry: "localhost", repository: "a", tag: undefined, digest: undefined },
      [`registry.example/a/b/c@${digest}`]: {
        registry: "registry.example",
        repository: "a/b/c",
        tag: undefined,
        digest,
      },
      [`a:1@${digest}`]: { registry: undefined, repository: "a", tag: "1", digest },
    };
    for (const [name, parts] of Object.entries(cases)) expect(parseImageName(name), name).to.deep.equal(parts);
  });

  it("are refused with the part that is wrong", () => {
    const cases: [name: string, part: string][] = [
      ["Upper/case", '"Upper/case" must be lower-case'],
      ["registry.example/", '"registry.example/"'],
      ["a:", 'the tag ""'],
      ["a:b c", 'the tag "b c"'],
      ["a@sha256:xyz", "must be a digest"],
      ["a@b@c", "must be a digest"],
      ["a//b", '"a//b"'],
    ];
    for (const [name, part] of cases) expect(() => parseImageName(name), name).to.throw(part);
  });

  it("are shown as Docker shows them", () => {
    const shown = (name: string): string => familiarName(parseImageName(name));
    expect(shown("docker.io/library/nginx:1")).to.equal("nginx");
    expect(shown("docker.io/user/app")).to.equal("user/app");
    expect(shown("registry.example/library/x:1")).to.equal("registry.example/library/x");
  });

  it("lead to one entry for all names of Docker Hub", () => {
    const hub = "https://index.docker.io/v1/";
    for (const host of [undefined, "docker.io", "index.docker.io", hub, "registry-1.docker.io"]) {
      expect(credentialHost(host), String(host)).to.equal(hub);
    }
    expect(credentialHost("https://registry.example:5000/v2/")).to.equal("registry.example:5000");
  });
});
