// The author's own page in a browser: what is wrong with it, as JSON. node own_page.mjs CHROMIUM MODULES PAGE [PICTURES]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [chromium, modules, file, pictures] = process.argv.slice(2);
const require = createRequire(join(modules, "any.js"));
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await require("playwright-core").chromium.launch({ executablePath: chromium, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
const faults = [];
page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
page.on("request", (request) => { if (/^https?:/.test(request.url())) faults.push(`network: ${request.url()}`); });
const picture = (name) => pictures && page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
await page.goto(pathToFileURL(file).href);
await page.evaluate(() => document.fonts.ready);
await picture("desktop");

const small = await page.evaluate(() => [...document.querySelectorAll("main > :not(.findings) math")]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().width < 2).length);
if (small) faults.push(`formulas: ${small} are empty`);
const open = (id) => page.evaluate((name) => document.getElementById(name)?.open, id);
const mark = page.locator(".mark[data-for].is-refuted").first();
if (!(await mark.count())) faults.push("marks: none is refuted");
else {
  const id = await mark.getAttribute("data-for");
  if (await open(id)) faults.push("marks: a finding is open at first");
  await mark.click();
  if (!(await open(id))) faults.push("marks: a click opens nothing");
  await mark.click();
  if (await open(id)) faults.push("marks: a second click does not fold it");
  await page.click("#after");
  if (!(await open(id))) faults.push("steps: the next finding is not shown");
}
const drops = await page.evaluate(() => [...document.querySelectorAll("msub")].map((each) => {
  const [base, below] = [...each.children].map((part) => part.getBoundingClientRect());
  return [base.top, below.top, each.textContent];
}).length);
if (!drops) faults.push("formulas: no subscript is set");
const crooked = await page.evaluate(() => [...document.querySelectorAll("mtd[columnalign]")]
  .filter((each) => getComputedStyle(each).textAlign !== each.getAttribute("columnalign")).length);
if (crooked) faults.push(`aligned: ${crooked} cells stand elsewhere`);
await page.addScriptTag({ content: axe });
for (const scheme of ["light", "dark"]) {
  await page.emulateMedia({ colorScheme: scheme });
  const found = await page.evaluate(() => globalThis.axe.run(document));
  for (const each of found.violations) faults.push(`${scheme}: ${each.id}: ${each.nodes[0].html.slice(0, 120)}`);
  await picture(scheme);
}
await page.emulateMedia({ colorScheme: "light" });
await page.setViewportSize({ width: 380, height: 800 });
await page.waitForTimeout(200);
const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
if (wide > 0) faults.push(`wide: by ${wide} on a telephone`);
await picture("phone");
if (pictures) await page.pdf({ path: join(pictures, "print.pdf"), format: "A4" });
await browser.close();
console.log(JSON.stringify(faults));
