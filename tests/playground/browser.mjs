// Opens the playground in headless Chromium and prints as JSON what it found:
//
//     node browser.mjs CHROMIUM NODE_MODULES ADDRESS TEXTS.json [FOLDER for pictures]
//
// TEXTS is a list of {text, suffix}, each of which is judged. `faults` are what is wrong with the page.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [executablePath, modules, address, texts, pictures] = process.argv.slice(2);
const require = createRequire(join(modules, "x.js"));
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await require("playwright-core").chromium.launch({ executablePath, args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1200, height: 850 }, permissions: ["clipboard-read", "clipboard-write"] });
context.setDefaultTimeout(110_000);
const page = await context.newPage();
const faults = [], asked = new Set();
page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
page.on("console", (message) => { if (message.type() === "error") faults.push(`console: ${message.text()}`); });
context.on("request", (request) => { if (/^https?:/.test(request.url())) asked.add(new URL(request.url()).origin); });
const picture = (name) => pictures && page.screenshot({ path: join(pictures, `${name}.png`) });

const found = () => page.evaluate(() => JSON.parse(document.documentElement.dataset.found ?? "null"));
const answered = async () => {
  await page.waitForFunction(() => document.documentElement.dataset.found);
  return found();
};
const judged = async ({ text, suffix }) => {
  await page.evaluate(() => delete document.documentElement.dataset.found);
  await page.fill("#text", text);
  await page.selectOption("#suffix", suffix);
  await page.click("#check");
  return answered();
};

const started = Date.now();
await page.goto(address);
await page.waitForSelector("#check:not([disabled])", { timeout: 110_000 }).catch(() => {});
const first = await answered();
const loaded = (Date.now() - started) / 1000 - first.seconds;
await picture("desktop");

const verdicts = [];
for (const each of JSON.parse(readFileSync(texts, "utf8"))) verdicts.push(await judged(each));
if (!(await page.frameLocator("#found").locator(".mark.is-refuted").count())) faults.push("found: no = is marked as refuted");
await page.frameLocator("#found").locator(".mark.is-refuted").first().click();
await picture("refuted");

// A text in the address: another page has it.
await page.click("#share");
await page.waitForFunction(() => location.hash.startsWith("#t="));
const shared = await page.evaluate(() => location.href), text = await page.inputValue("#text");
const other = await context.newPage();
await other.goto(shared);
await other.waitForFunction(() => document.getElementById("text").value);
if ((await other.inputValue("#text")) !== text) faults.push("share: the address holds another text");
await other.close();

// An exercise: a question, a wrong answer, the question again, a right one.
const graded = async (answer) => {
  const question = await page.inputValue("#text");
  await judged({ text: answer === null ? question : question.replace(/= .*\$\$/, () => `= ${answer} $$`), suffix: ".md" });
  return page.textContent("#grade");
};
await page.evaluate(() => delete document.documentElement.dataset.found);
await page.selectOption("#texts", "01_log_derivative");
await answered();
const grades = [await graded(null), await graded("\\delta_{ij} - p_j"), await graded("\\frac{\\partial \\log p_i}{\\partial x_j}"), await graded("\\frac{\\delta_{ij} - p_j}{T}")];
await picture("exercise");

await page.addScriptTag({ content: axe });
for (const scheme of ["light", "dark"]) {
  await page.emulateMedia({ colorScheme: scheme });
  const seen = await page.evaluate(() => globalThis.axe.run(document, { iframes: false }));
  for (const each of seen.violations) faults.push(`${scheme}: ${each.id}: ${each.nodes[0].html.slice(0, 120)}`);
  await picture(scheme);
}
await page.emulateMedia({ colorScheme: "light" });
await page.setViewportSize({ width: 380, height: 800 });
const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
if (wide > 0) faults.push(`wide: by ${wide} on a telephone`);
await picture("phone");

// Without a network: what is loaded goes on, and the whole opens again.
await page.evaluate(() => navigator.serviceWorker.ready);
await context.setOffline(true);
await page.reload();
const offline = await answered();
if (!offline.results.length) faults.push("offline: nothing was judged");
await browser.close();
console.log(JSON.stringify({ faults, first, verdicts, grades, loaded, origins: [...asked] }));
