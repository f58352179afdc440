// Which files a client would import from a memory file: the rule of clients 1.0.128 to 2.1.332, over marked, the parser in all of them.
// One line of JSON texts in, one line of JSON answers out; an answer lists the paths that any of the parsers finds.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const IMPORT = /(?:^|\s)@((?:[^\s\\]|\\ )+)/g;
const BEGINS = /^(?:\.\/|~\/|\/.|[a-zA-Z0-9._-])/;

function paths(text) {
  const found = [...text.matchAll(IMPORT)].map((match) => match[1].split("#")[0].replaceAll("\\ ", " "));
  return found.filter((path) => BEGINS.test(path));
}

function imports(tokens) {
  return tokens.flatMap((token) => {
    if (token.type === "code" || token.type === "codespan") return [];
    if (token.type === "html") {
      const comment = token.raw.trimStart().startsWith("<!--") && token.raw.includes("-->");
      return comment ? paths(token.raw.replace(/<!--[\s\S]*?-->/g, "")) : [];
    }
    const own = token.type === "text" ? paths(token.text) : [];
    return [...own, ...imports(token.tokens ?? []), ...imports(token.items ?? [])];
  });
}

const parsers = [];
for (const folder of process.argv.slice(2)) {
  const main = createRequire(pathToFileURL(folder + "/"))(folder + "/package.json").module ?? "lib/marked.esm.js";
  const { Lexer, getDefaults } = await import(pathToFileURL(`${folder}/${main}`));
  for (const gfm of [true, false]) parsers.push((text) => imports(new Lexer({ ...getDefaults(), gfm }).lex(text)));
}

for await (const line of createInterface({ input: process.stdin })) {
  const answers = JSON.parse(line).map((text) => [...new Set(parsers.flatMap((found) => found(text)))]);
  console.log(JSON.stringify(answers));
}
