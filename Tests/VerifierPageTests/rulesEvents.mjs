// Reads every event of bundles with the page's vocabulary, and mutations of each.   node rulesEvents.mjs BUNDLE...
import { Checks } from "./checks.mjs";
import { readFileSync } from "node:fs";
import { readJson } from "../../Sources/VerifierPage/Engine/json.mjs";
import { decodeEvent } from "../../Sources/VerifierPage/Engine/Provenance/event.mjs";

const checks = new Checks("rulesEvents");
let read = 0;
let refused = 0;
const types = new Set();
const fail = (sentence) => checks.that(false, sentence);
const copy = (payload) => readJson(JSON.stringify(payload));

/** Changes after which a payload that was an event is none. */
const mutations = {
  "a member more in data": (payload) => (payload.data.surplus = 1),
  "a member more in the payload": (payload) => (payload.surplus = 1),
  "another specversion": (payload) => (payload.specversion = "1.1"),
  "an id in capitals": (payload) => (payload.id = "0190AAAA-0000-7000-8000-000000000000"),
  "another subject": (payload) => (payload.subject += "x"),
  "a time without zone": (payload) => (payload.time = payload.time.replace("Z", "")),
  "a source without kind": (payload) => (payload.source = payload.source.replace(/^.*:/, "someone:")),
  "_sd_alg turned": (payload) => ("_sd_alg" in payload ? delete payload._sd_alg : (payload._sd_alg = "sha-256")),
};

for (const file of process.argv.slice(2)) {
  for (const line of readFileSync(file, "utf8").split("\n").filter((text) => text.includes('"entry"'))) {
    const entry = JSON.parse(line).entry;
    if (typeof entry !== "string") continue;
    const payload = readJson(Buffer.from(entry.split(" ")[1].split(".")[1], "base64url").toString());
    const decoded = decodeEvent(payload);
    if (decoded.event === undefined) {
      fail(`${payload.type}: ${JSON.stringify(decoded)}`);
      continue;
    }
    read += 1;
    types.add(payload.type);
    for (const [name, change] of Object.entries(mutations)) {
      const changed = copy(payload);
      change(changed);
      if (decodeEvent(changed).malformed === undefined) fail(`${payload.type} with ${name} is taken`);
      else refused += 1;
    }
    const nulled = Object.keys(payload.data).filter((name) => !["seed"].includes(name));
    for (const name of nulled) {
      const changed = copy(payload);
      changed.data[name] = null;
      if (decodeEvent(changed).malformed !== undefined) refused += 1;
      else if (!["register", "jurisdiction", "statusChecked", "controller", "level", "intendedUse", "setting", "assumptions", "splits", "findings", "measures", "groups", "period", "group", "trace"].includes(name)) {
        fail(`${payload.type} with null for ${name} is taken`);
      }
    }
  }
}
if (read === 0) fail("no event was read");
console.log(`${read} events of ${types.size} types read, ${refused} changed ones refused`);
checks.done += read + refused;
checks.finish();
