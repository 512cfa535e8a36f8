import { placeInWords, placeOf } from "../release/place";
import { ReleaseStore } from "../release/store";
import { renderTable } from "../table";

/** What `releases` accepts. */
export interface ReleasesOptions {
  stack: string;
  rehearse: boolean;
  json: boolean;
}

/** Lists the releases of a stack that are written down, the newest first. */
export async function releases(options: ReleasesOptions): Promise<void> {
  const place = await placeOf(options.stack, options.rehearse);
  const store = new ReleaseStore();
  const all = store.list(place.target.stack);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
    return;
  }
  if (all.length === 0) {
    process.stdout.write(`No release of ${placeInWords(place)} is written down in ${store.folder}.\n`);
    return;
  }
  const rows = all.map((one) => [
    one.id,
    one.made.slice(0, 19).replace("T", " "),
    one.commit?.slice(0, 10) ?? "-",
    one.validation ? (one.validation.passed ? "good" : `bad: ${one.validation.failed.join("; ")}`) : "not validated",
    Object.entries(one.images)
      .map(([key, digest]) => `${key} ${digest.slice(7, 19)}`)
      .join(", "),
  ]);
  process.stdout.write(`${renderTable(["RELEASE", "MADE (UTC)", "COMMIT", "VALIDATION", "IMAGES"], rows)}\n`);
}
