// Compiles Python for Pyodide, by Pyodide: node pack.mjs PYODIDE SOURCES.zip LIBRARY.zip
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, sources, library] = process.argv.slice(2).map((each) => resolve(each));
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")).href);
process.on("uncaughtException", (fault) => { console.error(String(fault)); process.exit(1); });  // Node prints the line, a megabyte
const python = await loadPyodide({ indexURL: pyodide });
python.unpackArchive(new Uint8Array(readFileSync(sources)), "zip", { extractDir: "/library" });
python.runPython(`
import compileall, pathlib, py_compile, zipfile
root = pathlib.Path("/library")
pages = root / "derive" / "identities"
if not compileall.compile_dir(root, quiet=1, legacy=True, stripdir=str(root), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH):
    raise SystemExit("a source does not compile")
with zipfile.ZipFile("/library.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
    for path in sorted(root.rglob("*")):
        is_source = path.suffix == ".py" and pages not in path.parents  # the catalogue's pages are found by their sources
        is_page = path.suffix == ".pyc" and pages in path.parents
        if path.is_file() and not is_source and not is_page:
            made.write(path, path.relative_to(root))
`);
writeFileSync(library, python.FS.readFile("/library.zip"));
