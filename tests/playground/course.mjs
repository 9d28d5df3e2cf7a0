// Opens a notebook of the course in headless Chromium and prints as JSON its first cell of code and what was wrong:
//
//     node course.mjs CHROMIUM NODE_MODULES ADDRESS NOTEBOOK [PICTURE]
//
// Only the site is there. `asked` are the other servers that the page wanted something from, when it started Python.
import { createRequire } from "node:module";
import { join } from "node:path";

const [executablePath, modules, address, notebook, picture] = process.argv.slice(2);
const require = createRequire(join(modules, "x.js"));
const browser = await require("playwright-core").chromium.launch({ executablePath, args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1200, height: 850 } });
context.setDefaultTimeout(110_000);
const page = await context.newPage();
const faults = [], asked = new Set();
page.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });
await context.route((url) => url.origin !== new URL(address).origin, (route) => {
  asked.add(new URL(route.request().url()).origin);
  return route.abort();
});
const python = page.waitForEvent("requestfailed");
await page.goto(`${address}notebooks/index.html?path=${notebook}`);
const cell = page.locator(".jp-CodeCell .cm-content").first();
await cell.waitFor();
await python;
const first = await cell.innerText();
if (picture) await page.screenshot({ path: picture });
await browser.close();
console.log(JSON.stringify({ first, faults: faults.filter((each) => !each.includes("ERR_FAILED")), asked: [...asked] }));
