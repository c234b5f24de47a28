// label.mjs LABEL.js URL LEDGER SIGNER KEY.jwk DATASET ITEM ON QUESTION CHOICE: the page's module without the page.
import { readFileSync } from "node:fs";

const [module, url, ledger, signer, key, dataset, item, on, question, choice] = process.argv.slice(2);
const source = readFileSync(module, "utf8"); // A file named .js is an ES module to a browser, and not to Node.
const { label } = await import("data:text/javascript;base64," + Buffer.from(source).toString("base64"));
const jwk = JSON.parse(readFileSync(key, "utf8"));
try {
  console.log(JSON.stringify(await label({ url, ledger, signer, jwk, dataset, item, on: JSON.parse(on), question, choice })));
} catch (error) {
  console.error("Not appended: " + error.message);
  process.exitCode = 1;
}
