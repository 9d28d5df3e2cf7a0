// Python in the background: loads Pyodide and derive, then judges one text after another.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const say = (what) => postMessage(what);

async function start() {
  const python = await loadPyodide({ indexURL: new URL("./pyodide/", import.meta.url).href });
  say({ kind: "loading", part: "derive" });
  const answer = await fetch(new URL("./library.zip", import.meta.url));
  const folder = "/library";
  python.unpackArchive(await answer.arrayBuffer(), "zip", { extractDir: folder });
  python.runPython(`import sys; sys.path.insert(0, "${folder}"); sys.dont_write_bytecode = True`);
  return python.pyimport("judging");
}

const judging = start();
judging.then(() => say({ kind: "ready" }), (fault) => say({ kind: "fault", said: String(fault) }));

addEventListener("message", async ({ data: { number, text, suffix } }) => {
  try {
    const made = (await judging).judged(text, suffix, (done, total) => say({ kind: "advanced", number, done, total }));
    say({ kind: "judged", number, found: JSON.parse(made) });
  } catch (fault) {
    say({ kind: "fault", number, said: String(fault) });
  }
});
