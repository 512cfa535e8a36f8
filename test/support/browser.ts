import chromium from "@sparticuz/chromium";
import puppeteer, { type Browser } from "puppeteer-core";

/** A phone, as most have it. */
export const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true } as const;

/** Starts a real browser, which comes as a package and is fetched by nothing else. */
export async function startBrowser(): Promise<Browser> {
  return puppeteer.launch({
    executablePath: await chromium.executablePath(),
    // Tests run as root, where the browser's own sandbox does not work.
    args: [...chromium.args, "--no-sandbox"],
    headless: "shell",
  });
}
