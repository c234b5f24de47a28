// Both verifiers on ledgers that their own operator forged: every signature and every root holds, and the events are not what the
// vocabulary or the rules allow. Any difference is a bug in one of the two.
//
//   node forged.mjs VERIFY BUNDLE LEDGER [COUNT]
//
// VERIFY is touchmark-verify; BUNDLE is of the whole ledger; LEDGER is its directory, with LEDGER.people beside it; COUNT is how many
// ledgers are forged (300).
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checks, seededRandom } from "./checks.mjs";
import { alterSomewhere } from "./damage.mjs";
import { ForgedLedger, readKeys } from "./forger.mjs";
import { VerifierPair } from "./otherVerifier.mjs";

const [command, bundle, ledger, count = "300"] = process.argv.slice(2);
const checks = new Checks("forged");
const below = seededRandom();
const scratch = mkdtempSync(join(tmpdir(), "touchmark-forged-"));
const pair = new VerifierPair(command, scratch);
const vkey = readFileSync(join(ledger, "log.vkey"), "utf8");
const keys = readKeys(join(ledger, "keys"), `${ledger}.people`);
const logKey = [...keys.values()].find(({ name }) => name === "log");
const forger = new ForgedLedger(readFileSync(bundle, "utf8"), keys, logKey);

const anyOf = (list) => list[below(list.length)];
const isOurs = (event) => keys.has(event.kid);

/** Each changes the list of events and says what it did. */
const forgeries = {
  payload(events) {
    const event = anyOf(events.filter(isOurs));
    const payload = JSON.parse(event.payload);
    const what = alterSomewhere(below(4) === 0 ? payload : payload.data, below);
    event.payload = JSON.stringify(payload);
    event.jws = null;
    return `${payload.type}: ${what}`;
  },
  signer(events) {
    const event = anyOf(events.filter(isOurs));
    event.kid = anyOf([...keys.keys()]);
    event.jws = null;
    return `${JSON.parse(event.payload).type} signed by ${keys.get(event.kid).name}`;
  },
  source(events) {
    const event = anyOf(events.filter(isOurs));
    const payload = JSON.parse(event.payload);
    const other = anyOf(events);
    payload.source = JSON.parse(other.payload).source;
    if (below(2) === 0 && isOurs(other)) event.kid = other.kid;
    event.payload = JSON.stringify(payload);
    event.jws = null;
    return `${payload.type} by ${payload.source}`;
  },
  order(events) {
    const [from, to] = [below(events.length), below(events.length)];
    const times = events.map(({ recorded }) => recorded);
    events.splice(to, 0, ...events.splice(from, 1));
    if (below(4) > 0) for (const [index, event] of events.entries()) event.recorded = times[index];
    return `entry ${from} moved to ${to}`;
  },
  missing(events) {
    const place = below(events.length);
    events.splice(place, 1);
    return `entry ${place} left out`;
  },
  again(events) {
    const event = anyOf(events.filter(isOurs));
    const payload = JSON.parse(event.payload);
    if (below(3) > 0) payload.id = `0199a0c0-0000-7000-8000-0000000000${10 + below(90)}`;
    const last = events[events.length - 1];
    events.push({ ...event, payload: JSON.stringify(payload), jws: null, recorded: String(BigInt(last.recorded) + 1n), old: undefined });
    return `${payload.type} again`;
  },
  time(events) {
    const event = anyOf(events.filter(isOurs));
    const payload = JSON.parse(event.payload);
    payload.time = anyOf(["1969-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0000-01-01T00:00:00Z"]);
    event.payload = JSON.stringify(payload);
    event.jws = null;
    return `${payload.type} at ${payload.time}`;
  },
  recorded(events) {
    const event = anyOf(events);
    event.recorded = anyOf(["0", "-1", "01", "253402300799999999", "253402300800000000", "999999999999999999", "1000000000000000000", "", String(BigInt(event.recorded) - 100_000_000n)]);
    return `recorded ${event.recorded}`;
  },
  spelling(events) {
    const event = anyOf(events.filter(isOurs));
    event.payload = anyOf([`\ufeff${event.payload}`, `${event.payload} `, `${event.payload}x`, event.payload.replace(/:/, ' : '), event.payload.replace(/"id"/, '"\\u0069d"'), event.payload.replace(/\}$/, ',"id":"x"}'), "[]", "7", ""]);
    event.jws = null;
    return `spelled ${event.payload.slice(0, 12)}`;
  },
  twice(events) {
    return `${forgeries.payload(events)} and ${forgeries.payload(events)}`;
  },
};

try {
  for (let number = 0; number < Number(count); number += 1) {
    const kind = number === 0 ? "" : anyOf(["payload", "payload", "payload", "twice", ...Object.keys(forgeries)]);
    let what = "nothing";
    const text = forger.bundle((events) => {
      if (kind !== "") what = `${kind}: ${forgeries[kind](events)}`;
    });
    const options = { key: vkey, unsealedOK: false };
    const differences = await pair.differences(new TextEncoder().encode(text), options, ["--key", vkey.trim()]);
    checks.that(differences.length === 0, `forgery ${number}, ${what}: ${differences.join(" | ")}`);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
for (const [code, [ours, theirs]] of pair.sentences) console.log(`note: ${code} says "${ours}", there "${theirs}"`);
checks.finish();
