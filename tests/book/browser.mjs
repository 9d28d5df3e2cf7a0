// Opens an HTML book in headless Chromium and prints what is wrong with it, as JSON: {name: [faults]}.
//
//     node browser.mjs CHROMIUM NODE_MODULES BOOK.html [FOLDER for pictures]
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [executablePath, modules, book, pictures] = process.argv.slice(2);
const require = createRequire(join(modules, "x.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const faults = {};
const fault = (name, ...what) => { (faults[name] ??= []).push(...what); };
const home = mkdtempSync(join(tmpdir(), "chromium-"));
const context = await chromium.launchPersistentContext(home, {
  executablePath, args: FLAGS, viewport: { width: 1200, height: 900 }, permissions: ["clipboard-read", "clipboard-write"],
});
context.setDefaultTimeout(120_000);
const page = context.pages()[0];
page.on("console", (message) => { if (["error", "warning"].includes(message.type())) fault("console", message.text()); });
page.on("pageerror", (error) => fault("console", String(error)));
page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) fault("network", request.url()); });

const widths = () => page.evaluate(() => {
  const room = document.documentElement.clientWidth;
  // On a phone a formula that is wider than the page scrolls by itself; its box must fit.
  const scrolled = (each) => {
    const formula = each.parentElement.closest(".formula");
    return formula && getComputedStyle(formula).overflowX === "auto" && formula.getBoundingClientRect().right <= room + 1.5;
  };
  const wide = [...document.querySelectorAll("main *")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && (box.right > room + 1.5 || box.left < -1.5) && !each.closest(".hidden, pre, .scrolls") && !scrolled(each);
  });
  const own = document.documentElement.scrollWidth > room ? [`the page is ${document.documentElement.scrollWidth} wide`] : [];
  const small = [...document.querySelectorAll(".formula > math")].filter((each) => parseFloat(getComputedStyle(each).fontSize) < 8);
  return [...own, ...wide.slice(0, 8).map((each) => `${each.tagName} in ${each.closest("[id]")?.id}: ${Math.round(each.getBoundingClientRect().right)}`),
    ...small.map((each) => `too small in ${each.closest("[id]")?.id}`)];
});
const serious = async (name) => {
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  for (const each of found.violations.filter((one) => ["serious", "critical"].includes(one.impact))) {
    fault(name, `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  }
};
const picture = async (name, options = {}) => { if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), ...options }); };

await page.goto(pathToFileURL(book).href);
await page.evaluate(() => document.fonts.ready);
await page.waitForTimeout(300);

fault("formulas", ...(await page.evaluate(() => {
  const shown = document.body.innerText.match(/\\[A-Za-z]+|\$[^$\n]{1,40}\$/g) ?? [];
  const all = [...document.querySelectorAll("math")].filter((each) => !each.closest("details:not([open])"));
  const empty = all.filter((each) => each.getBoundingClientRect().width < 2);
  const few = all.length < 20 ? [`only ${all.length} formulas`] : [];
  return [...shown.slice(0, 5), ...empty.slice(0, 5).map((each) => `empty: ${each.outerHTML.slice(0, 120)}`), ...few];
})));
fault("links", ...(await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')]
  .map((each) => each.getAttribute("href").slice(1)).filter((id) => !document.getElementById(id)).slice(0, 5))));
fault("ids", ...(await page.evaluate(() => {
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  return ids.filter((id, place) => ids.indexOf(id) !== place).slice(0, 5);
})));
fault("wide", ...(await widths()));
fault("subscripts", ...(await page.evaluate(() => {
  const host = document.createElement("p");
  host.innerHTML = `<math>${[..."xpygq"].map((each) => `<msub><mi>${each}</mi><mi>k</mi></msub>`).join("")}</math>`;
  document.querySelector("main").append(host);
  const ends = [...host.querySelectorAll("msub")].map((each) => each.lastElementChild.getBoundingClientRect().bottom);
  host.remove();
  return Math.max(...ends) - Math.min(...ends) > 0.5 ? [`they end at ${ends}`] : [];
})));
if (!(await page.locator("nav.turn a[rel=next]").count())) fault("links", "no chapter leads to the next");
if (!(await page.locator("#contents").isVisible())) fault("links", "no contents at the side");
await picture("wide");

const first = await page.evaluate(() => document.querySelector("article.identity").id);
await page.fill("#search", first);
const hits = await page.locator("#found a").count();
if (!hits) fault("search", `nothing is found for ${first}`);
await picture("search");
await page.locator("#found a").first().click();
if (!(await page.evaluate(() => location.hash)).includes(first)) fault("search", "a hit leads elsewhere");
if (await page.locator("#found").isVisible()) fault("search", "the list stays open");
await page.fill("#search", "p_k (");
if (!(await page.locator("#found small").count())) fault("search", "no formula is found by p_k (");
const lang = await page.evaluate(() => document.documentElement.lang);
await page.fill("#search", lang.startsWith("zh") ? "交叉熵" : "cross-entropy");
if (!(await page.locator("#found a").count())) fault("search", "a word is not found");
await page.fill("#search", "no identity is called so");
if (!(await page.locator("#none").isVisible())) fault("search", "nothing is said where nothing is found");
await page.keyboard.press("Escape");

const step = page.locator(`article.identity .lines details`).first();
if (await step.locator(".opened").isVisible()) fault("unfolding", "a step is open at first");
await step.locator("summary").click();
if (!(await step.locator(".opened").isVisible())) fault("unfolding", "a step does not open");
await page.click("#unfold");
if (await page.locator(".lines details:not([open])").count()) fault("unfolding", "not all steps open");
await picture("unfolded");
await page.addScriptTag({ content: axe });
await serious("light");
await page.emulateMedia({ colorScheme: "dark" });
await serious("dark");
await page.evaluate((id) => document.getElementById(id).scrollIntoView(), first);
await picture("dark");
await page.emulateMedia({ colorScheme: "light" });
await page.locator("button.copy").first().click();
const copied = await page.evaluate(() => navigator.clipboard.readText());
if (!copied.includes("\\begin{")) fault("copy", `copied: ${copied.slice(0, 60)}`);
await page.click("#unfold");

const coded = page.locator("article.identity").filter({ has: page.locator("details.code") }).first();
if (!(await coded.count())) fault("code", "no identity has its code");
else {
  if (await coded.locator("pre").first().isVisible()) fault("code", "the code is open at first");
  await coded.locator("details.code > summary").click();
  for (const target of ["torch", "numpy"]) {
    await coded.locator("select.target").selectOption(target);
    const seen = await coded.locator("pre:visible").evaluateAll((all) => all.map((each) => each.dataset.target));
    if (seen.join() !== target) fault("code", `${target} is chosen, ${seen} is shown`);
    await coded.locator("button.copy").nth(1).click();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    const whole = text.startsWith('"""') && text.includes(`import ${target}`) && /\ndef \w+\(/.test(text);
    if (!whole) fault("code", `copied: ${text.slice(0, 60)}`);
  }
  await coded.scrollIntoViewIfNeeded();
  await picture("code");
}

await page.setViewportSize({ width: 380, height: 800 });
await page.waitForTimeout(600);
fault("narrow", ...(await widths()));
await picture("narrow");
await page.goto(`${pathToFileURL(book).href}#${first}`);
await page.waitForTimeout(300);
const top = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, first);
if (top < 0 || top > 400) fault("links", `a deep link ends at ${top}`);
if (pictures) {
  await page.screenshot({ path: join(pictures, "narrow-all.png"), fullPage: true, clip: { x: 0, y: 0, width: 380, height: 12000 } });
  await page.setViewportSize({ width: 1000, height: 900 });
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(pictures, "wide-all.png"), fullPage: true, clip: { x: 0, y: 0, width: 1000, height: 12000 } });
  await page.pdf({ path: join(pictures, "print.pdf"), format: "A4" });
}
await context.close();
rmSync(home, { recursive: true, force: true });
for (const name of Object.keys(faults)) if (!faults[name].length) delete faults[name];
console.log(JSON.stringify(faults));
