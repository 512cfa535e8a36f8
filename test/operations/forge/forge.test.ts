import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { comment } from "../../../operations/commands/comment";
import { markerOf, post, type Forge } from "../../../operations/forge/forge";
import { github } from "../../../operations/forge/github";
import { gitlab } from "../../../operations/forge/gitlab";
import { forgeOf } from "../../../operations/forge/place";
import { ScriptedForge } from "./scripted-forge";

const MARKER = "<!-- platform-preview:staging -->";
const BODY = `${MARKER}\n### staging: web rolls to a new image`;
const TOKEN = "canary-token";

const FORGES: Readonly<Record<string, (url: string) => Forge>> = {
  GitHub: (api) => github({ repository: "acme/shop", number: 12, token: TOKEN, api }),
  GitLab: (host) => gitlab({ project: "7", number: 12, token: TOKEN, host }),
};

async function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => expect.fail("it was not refused"),
    (error: unknown) => (error as Error).message,
  );
}

for (const [name, forgeAt] of Object.entries(FORGES)) {
  describe(`a comment on ${name}`, function () {
    this.timeout(60_000);
    let server: ScriptedForge;
    let forge: Forge;
    beforeEach(async () => {
      server = new ScriptedForge();
      forge = forgeAt(await server.start());
    });
    afterEach(() => server.stop());
    const own = () => server.notes.filter(({ body }) => body.startsWith(MARKER));
    const writes = () => server.asked.filter(({ method }) => method !== "GET");

    it("is posted once, and updated in place afterwards", async () => {
      expect(await post(forge, BODY)).to.equal("created");
      expect(await post(forge, BODY)).to.equal("unchanged");
      expect(await post(forge, `${BODY}, again`)).to.equal("updated");
      expect(own()).to.deep.equal([{ id: 1, body: `${BODY}, again` }]);
      expect([...server.authorizations].every((one) => one.includes(TOKEN))).to.equal(true);
    });

    it("is found behind many others, and that of another stack is another one", async () => {
      for (let count = 0; count < 95; count++) server.add(`talk ${count}`);
      server.add(BODY.replace("staging", "production"));
      server.add(`> ${MARKER}\nquoted`);
      const { id } = server.add(`${MARKER}\nold`);
      expect(await post(forge, BODY)).to.equal("updated");
      expect(own()).to.deep.equal([{ id, body: BODY }]);
      expect(server.notes).to.have.length(98);
    });

    it("is posted after the server has failed for a while, and not twice", async () => {
      server.script = ({ method }, count) => (method === "GET" && count === 1 ? { status: 500, body: {} } : undefined);
      expect(await post(forge, BODY)).to.equal("created");
      expect(own()).to.have.length(1);
    });

    it("waits for a limit, as long as it is told to", async () => {
      const headers = { "retry-after": "1", "x-ratelimit-remaining": "0" };
      server.script = ({ method }, count) =>
        method === "POST" && count === 1 ? { status: 429, headers, body: { message: "slow down" } } : undefined;
      expect(await post(forge, BODY)).to.equal("created");
      expect(own()).to.have.length(1);
    });

    it("is refused with what to do where the token only reads, and with nothing of the token", async () => {
      server.script = ({ method }) =>
        method === "POST" ? { status: 403, body: { message: "Resource not accessible by integration" } } : undefined;
      const message = await refusalOf(post(forge, BODY));
      expect(message).to.contain("was not posted").and.contain("403").and.contain("may not write");
      expect(message).not.to.contain(TOKEN);
      expect(own()).to.deep.equal([]);
    });

    it("is posted anew when somebody has deleted it between looking and writing", async () => {
      server.add(`${MARKER}\nold`);
      server.script = ({ method }) => {
        if (method === "PATCH" || method === "PUT") server.notes.length = 0;
        return undefined;
      };
      expect(await post(forge, BODY)).to.equal("created");
      expect(own().map(({ body }) => body)).to.deep.equal([BODY]);
    });

    it("is one when two runs post it at the same moment", async () => {
      let meanwhile = true;
      server.script = ({ method }) => {
        if (method === "POST" && meanwhile) {
          meanwhile = false;
          server.add(`${MARKER}\nof the other run`);
        }
        return undefined;
      };
      expect(await post(forge, BODY)).to.equal("updated");
      expect(own().map(({ body }) => body)).to.deep.equal([BODY]);
    });

    it("takes away what an earlier race left", async () => {
      server.add(`${MARKER}\none`);
      server.add(`${MARKER}\ntwo`);
      expect(await post(forge, BODY)).to.equal("updated");
      expect(own()).to.deep.equal([{ id: 1, body: BODY }]);
      expect(writes()).to.have.length(2);
    });
  });
}

describe("the pull request of a pipeline", () => {
  let work: string;
  let server: ScriptedForge;
  let variables: NodeJS.ProcessEnv;
  beforeEach(async () => {
    work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-forge-"));
    server = new ScriptedForge();
    const GITHUB_API_URL = await server.start();
    const GITHUB_EVENT_PATH = path.join(work, "event.json");
    variables = {
      GITHUB_ACTIONS: "true",
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_TOKEN: TOKEN,
      GITHUB_API_URL,
      GITHUB_EVENT_PATH,
    };
  });
  afterEach(() => {
    server.stop();
    fs.rmSync(work, { recursive: true });
  });
  const event = (content: object) => fs.writeFileSync(variables.GITHUB_EVENT_PATH!, JSON.stringify(content));

  it("is the one that the event names, on either forge", async () => {
    event({ pull_request: { number: 5 } });
    expect((await forgeOf(variables)).where).to.equal("pull request 5 of acme/shop");
    event({ workflow_run: { event: "pull_request", pull_requests: [{ number: 6 }] } });
    expect((await forgeOf(variables)).where).to.equal("pull request 6 of acme/shop");
    const ofGitLab = {
      GITLAB_CI: "true",
      CI_PROJECT_ID: "7",
      CI_MERGE_REQUEST_IID: "3",
      PLATFORM_COMMENT_TOKEN: TOKEN,
    };
    expect((await forgeOf(ofGitLab)).where).to.equal("merge request 3 of 7");
  });

  it("is looked up by its commit where it comes from a fork, and not guessed where that is old", async () => {
    const run = {
      event: "pull_request",
      pull_requests: [],
      head_repository: { owner: { login: "fork" } },
      head_branch: "fix",
    };
    server.pulls = [{ number: 9, head: { sha: "new", label: "fork:fix" } }];
    event({ workflow_run: { ...run, head_sha: "new" } });
    expect((await forgeOf(variables)).where).to.equal("pull request 9 of acme/shop");
    event({ workflow_run: { ...run, head_sha: "old" } });
    expect(await refusalOf(forgeOf(variables))).to.contain("No open pull request proposes the commit");
  });

  it("is missed with the variable or event that does not say it", async () => {
    expect(await refusalOf(forgeOf({}))).to.contain("in no pipeline");
    event({ push: {} });
    expect(await refusalOf(forgeOf(variables))).to.contain("is of no pull request");
    event({ pull_request: { number: "5; rm" } });
    expect(await refusalOf(forgeOf(variables))).to.contain("is not the number of a pull request");
    expect(await refusalOf(forgeOf({ ...variables, GITHUB_TOKEN: "" }))).to.contain("GITHUB_TOKEN is not set");
  });

  it("gets no comment that has no marker, or that is too long", async () => {
    expect(() => markerOf("hello")).to.throw("does not begin with a line <!-- platform-preview:<stack> -->");
    const file = path.join(work, "comment.md");
    fs.writeFileSync(file, `${MARKER}\n${"x".repeat(65_000)}`);
    expect(await refusalOf(comment([file]))).to.contain("at most 65000. Nothing was posted");
  });
});
