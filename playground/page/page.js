// The page: a text on the left, what was found of it on the right. All that is judged is judged in worker.js.
const at = (id) => document.getElementById(id);
const VERDICTS = ["proved", "refuted", "undecided", "unreadable", "disagreement"];
const texts = await (await fetch("texts.json")).json();
let worker, number = 0, chosen = null, isReady = false, isStopped = false;

const state = (said) => { at("state").textContent = said; };

function begin() {
  isReady = false;
  worker?.terminate();
  worker = new Worker("worker.js", { type: "module" });
  worker.onmessage = ({ data }) => heard[data.kind](data);
  worker.onerror = (fault) => state(`It does not start: ${fault.message}`);
  at("stop").hidden = true;
}

const heard = {
  loading: ({ part }) => state(`Loading ${part} …`),
  ready: () => { isReady = true; at("check").disabled = false; state("Ready; Ctrl-Enter checks"); if (!isStopped) check(); },
  advanced: ({ number: of, done, total }) => { if (of === number) state(`${done} of ${total} judged …`); },
  judged: ({ number: of, found }) => { if (of === number) show(found); },
  fault: ({ said }) => { at("stop").hidden = true; at("check").disabled = !isReady; state(`It failed: ${said.trim().split("\n").at(-1)}`); },
};

function check() {
  if (!isReady) return;
  isStopped = false;
  number += 1;
  at("check").disabled = true;
  at("stop").hidden = false;
  state("Reading …");
  worker.postMessage({ number, text: at("text").value, suffix: at("suffix").value });
}

function show(found) {
  at("check").disabled = false;
  at("stop").hidden = true;
  at("found").srcdoc = found.html;
  const counts = VERDICTS.filter((verdict) => found.summary[verdict]).map((verdict) => `${found.summary[verdict]} ${verdict}`).join(" · ");
  state(`${counts || "no equality was found"} · ${found.seconds.toFixed(1)} s`);
  at("grade").hidden = chosen?.kind !== "exercises";
  if (chosen?.kind === "exercises") grade(found);
  document.documentElement.dataset.found = JSON.stringify({ results: found.results, seconds: found.seconds });
}

function grade(found) {
  const claims = found.results.filter((each) => each.verdict !== "definition");
  const wrong = claims.find((each) => each.verdict !== "proved");
  const again = Object.values(found.objections)[0];
  const isOpen = /=\s*\?/.test(at("text").value);
  const isRight = !isOpen && claims.length > 0 && !wrong && !again;
  at("grade").className = isRight ? "right" : "wrong";
  at("grade").textContent = isOpen ? "Write your answer in the place of the question mark, then check."
    : isRight ? "✓ Right, for every dimension."
    : wrong ? `✗ ${wrong.verdict}${wrong.counterexample ? `: ${wrong.counterexample}` : ""}${wrong.hint ? `. Hint: ${wrong.hint}` : ""}`
    : `✗ ${again ?? "there is no = to be judged"}`;
}

// A text in the address: deflated, behind the #, which no server sees.
const through = (bytes, stream) => new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer();

async function packed(what) {
  const bytes = new Uint8Array(await through(new TextEncoder().encode(JSON.stringify(what)), new CompressionStream("deflate-raw")));
  return btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function unpacked(said) {
  const bytes = Uint8Array.from(atob(said.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw"))));
}

async function share() {
  history.replaceState(null, "", `#t=${await packed({ text: at("text").value, suffix: at("suffix").value, name: chosen?.name })}`);
  try {
    await navigator.clipboard.writeText(location.href);
    state("The address is copied; the text is in it");
  } catch {
    state("The text is in the address now");
  }
}

async function fromAddress() {
  try {
    const said = location.hash.match(/^#t=([\w-]+)$/)?.[1];
    if (!said) return null;
    const { text, suffix, name } = await unpacked(said);
    if (typeof text !== "string") return null;
    return { ...texts.find((each) => each.name === name), text, suffix: suffix === ".tex" ? ".tex" : ".md" };
  } catch {
    state("The address holds no text");
    return null;
  }
}

function choose(one) {
  chosen = one;
  at("text").value = one.text;
  at("suffix").value = one.suffix;
  at("texts").value = one.name ?? "";
  at("grade").hidden = true;
  if (isReady) check();
}

for (const [kind, label] of [["examples", "Examples"], ["exercises", "Exercises of the course"]]) {
  const group = Object.assign(document.createElement("optgroup"), { label });
  group.append(...texts.filter((each) => each.kind === kind).map((each) => new Option(each.title, each.name)));
  at("texts").append(group);
}
at("texts").onchange = () => choose(texts.find((each) => each.name === at("texts").value));
at("check").onclick = check;
at("stop").onclick = () => { isStopped = true; number += 1; begin(); state("Stopped; loading Python …"); };
at("share").onclick = share;
addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); if (!at("check").disabled) check(); } });
addEventListener("hashchange", async () => { const found = await fromAddress(); if (found) choose(found); });

choose((await fromAddress()) ?? texts[0]);
begin();
navigator.serviceWorker?.register("offline.js");
