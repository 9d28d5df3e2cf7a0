// Starts `derive lsp` and shows what it finds.

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const LANGUAGES = ["markdown", "latex", "tex", "restructuredtext", "org", "html", "quarto"];

let client;

// Which documents are judged; pages only where the user lets them be run.
function selector(runPages) {
  const languages = runPages ? [...LANGUAGES, "python"] : LANGUAGES;
  return languages.map((language) => ({ language }));
}

// The program and its arguments, as the user's settings say.
function server(settings) {
  const [command, ...args] = settings.get("command");
  return { command, args: settings.get("runPages") ? [...args, "--run-pages"] : args };
}

async function start() {
  const settings = vscode.workspace.getConfiguration("derive");
  const documentSelector = selector(settings.get("runPages") && vscode.workspace.isTrusted);
  client = new LanguageClient("derive", "derive", server(settings), { documentSelector });
  client.onNotification("$/derive/judged", () => {});
  try {
    await client.start();
  } catch (fault) {
    vscode.window.showErrorMessage(`derive does not start: ${fault.message}. Install it with: pip install "derive-check[lsp]"`);
  }
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("derive.restart", async () => {
      await client?.stop();
      await start();
    }),
  );
  await start();
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate, selector, server };
