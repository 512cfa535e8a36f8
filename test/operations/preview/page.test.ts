import { expect } from "chai";
import type { Browser, Page } from "puppeteer-core";
import { previewPage } from "../../../operations/preview/html";
import { PHONE, startBrowser } from "../../support/browser";
import { reportOfSituation, SITUATIONS } from "./situations";

/** What the tests look at in the browser, where their functions run: the types of a browser are not those of this project. */
interface Seen {
  readonly textContent: string;
  readonly parentElement: Seen | null;
  readonly scrollWidth: number;
  querySelector(selector: string): Seen;
  querySelectorAll(selector: string): Iterable<Seen> & { readonly length: number };
  getAttribute(name: string): string;
  getBoundingClientRect(): { readonly width: number; readonly height: number };
  checkVisibility(): boolean;
  compareDocumentPosition(other: Seen): number;
}
declare const document: Seen & { readonly documentElement: Seen };
declare const window: { readonly innerWidth: number };
declare function getComputedStyle(element: Seen): { color: string; backgroundColor: string; stroke: string };

/** What \`compareDocumentPosition\` says of an element that comes later. */
const FOLLOWING = 4;

/** The least contrast of text with its ground, as WCAG 2 AA has it. */
const LEAST_CONTRAST = 4.5;

describe("the page of a preview, in a browser", function () {
  this.timeout(120_000);
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];
  const messages: string[] = [];

  before(async () => {
    browser = await startBrowser();
    page = await browser.newPage();
    await page.setOfflineMode(true);
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => messages.push(message.text()));
    page.on("dialog", (dialog) => void dialog.dismiss().then(() => messages.push("a dialog")));
    await page.setViewport(PHONE);
  });

  after(() => browser?.close());

  const show = async (name: string) => {
    asked.length = messages.length = 0;
    await page.setContent(previewPage(reportOfSituation(name)), { waitUntil: "load" });
  };

  for (const name of Object.keys(SITUATIONS)) {
    it(`fits a phone, asks for nothing and runs nothing: ${name}`, async () => {
      await show(name);
      const { wide, view, active } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        view: window.innerWidth,
        active: document.querySelectorAll("script,img,iframe,link,form,[onerror],[onload]").length,
      }));
      expect(wide, "wider than the phone").to.be.at.most(view);
      expect(active).to.equal(0);
      expect(asked).to.deep.equal([]);
      expect(messages).to.deep.equal([]);
    });
  }

  it("draws each component in the colour of what becomes of it, with letters that can be read", async () => {
    await show("removed-services");
    const nodes = await page.evaluate(() =>
      [...document.querySelectorAll("svg .node")].map((node) => {
        const label = node.querySelector(".name");
        return {
          name: label.textContent,
          class: node.getAttribute("class"),
          stroke: getComputedStyle(node.querySelector("rect")).stroke,
          height: label.getBoundingClientRect().height,
          inside: node.querySelector("rect").getBoundingClientRect().width >= label.getBoundingClientRect().width,
        };
      }),
    );
    expect(nodes.map(({ name, class: kind }) => `${name} ${kind}`).toSorted()).to.deep.equal([
      "archive node delete",
      "orders node delete",
      "platform-web node update",
      "store node delete",
    ]);
    const colours = new Map(nodes.map(({ class: kind, stroke }) => [kind, stroke]));
    expect(new Set(colours.values()).size).to.equal(2);
    for (const { name, height, inside } of nodes) {
      expect(height, `${name} is too small`).to.be.at.least(11);
      expect(inside, `${name} does not fit into its box`).to.equal(true);
    }
  });

  it("says first, in red, what is replaced or deleted", async () => {
    await show("replaced-volume");
    const { text, position } = await page.evaluate(() => {
      const danger = document.querySelector(".danger");
      return { text: danger.textContent, position: danger.compareDocumentPosition(document.querySelector("svg")) };
    });
    expect(text).to.contain("the files of a volume of store").and.to.contain("spec.storageClassName");
    expect(position & FOLLOWING).to.equal(FOLLOWING);
  });

  it("opens what differs at a tap", async () => {
    await show("scale");
    const visible = () => page.evaluate(() => document.querySelector("details pre").checkVisibility());
    expect(await visible()).to.equal(false);
    await page.tap("summary");
    expect(await visible()).to.equal(true);
    expect(await page.evaluate(() => document.querySelector("details pre").textContent)).to.contain(
      "+ spec.replicas: 5",
    );
  });

  for (const scheme of ["light", "dark"]) {
    it(`has enough contrast in ${scheme} colours`, async () => {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await show("removed-services");
      const pairs = await page.evaluate(() => {
        return [...document.querySelectorAll("h1,h2,.danger li,.chip,.dim,code,summary")].map((element) => {
          // The nearest ground that is not transparent; a function of its own would not be known in the browser.
          let behind: Seen | null = element;
          let ground = "rgba(0, 0, 0, 0)";
          for (; behind && ground === "rgba(0, 0, 0, 0)"; behind = behind.parentElement) {
            ground = getComputedStyle(behind).backgroundColor;
          }
          return { text: element.textContent.slice(0, 30), colour: getComputedStyle(element).color, ground };
        });
      });
      expect(pairs.length).to.be.above(10);
      for (const { text, colour, ground } of pairs)
        expect(contrast(colour, ground), `${text}: ${colour} on ${ground}`).to.be.at.least(LEAST_CONTRAST);
    });
  }
});

/** The contrast of two colours as the browser tells them, by WCAG 2. */
function contrast(first: string, second: string): number {
  const [a, b] = [first, second].map(luminance) as [number, number];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
