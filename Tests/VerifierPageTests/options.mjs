// Both verifiers with what a reader brings along: witness policies, authorities, a greatest age, other keys.
//
//   node options.mjs VERIFY BUNDLE VKEY
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAuthorities } from "../../Sources/VerifierPage/Engine/options.mjs";
import { verify } from "../../Sources/VerifierPage/Engine/verify.mjs";
import { linesOf, sourceOf, withEnd } from "./bundles.mjs";
import { Checks } from "./checks.mjs";
import { cosigned, cosignerOfLog, cosigner, renamed } from "./cosigners.mjs";
import { VerifierPair } from "./otherVerifier.mjs";
import { authorityExtensions, certificate, keyPair } from "./timeForger.mjs";

const [command, bundle, keyFile] = process.argv.slice(2);
const checks = new Checks("options");
const scratch = mkdtempSync(join(tmpdir(), "touchmark-options-"));
const pair = new VerifierPair(command, scratch);
const text = readFileSync(bundle, "utf8");
const key = readFileSync(keyFile, "utf8").trim();
const fileOf = (name, content) => {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
};

async function compare(name, bytes, options, words) {
  const given = { key, unsealedOK: false, ...options };
  const differences = await pair.differences(new TextEncoder().encode(bytes), given, ["--key", given.key, ...words]);
  checks.that(differences.length === 0, `${name}: ${differences.join(" | ")}`);
}

/** The bundle with the notes of its checkpoints changed. */
function withNotes(change) {
  let place = -1;
  const lines = linesOf(text).map((line) => {
    const object = JSON.parse(line);
    if (object.kind !== "checkpoint") return line;
    place += 1;
    return JSON.stringify({ ...object, note: change(object.note, place) });
  });
  return withEnd(lines);
}

async function checkWitnesses() {
  const [one, two, three] = ["witness.example/one", "witness.example/two", "witness.example/three"].map(cosigner);
  const members = [one, two, three].map(({ vkey }, place) => `witness w${place} ${vkey}\n`).join("");
  const policies = {
    "two of three": `${members}group g 2 w0 w1 w2\nquorum g\n`,
    all: `${members}group g all w0 w1 w2\nquorum g\n`,
    one: `# a comment\n\n${members}quorum w0\n`,
    none: `${members}quorum none\n`,
    "groups in groups": `${members}group a any w0 w1\ngroup b all a w2\nquorum b\n`,
    "this log": `log ${key}\n${members}quorum w1\n`,
    "another log": `log ${key.replace(/^[^+]*/, "other.example/log")}\n${members}quorum w1\n`,
    "cut short": `${members}quorum w0`,
    "no quorum": members,
    "member twice": `${members}group g 1 w0 w0\nquorum g\n`,
    "unknown word": `${members}whatever\nquorum w0\n`,
    "bad threshold": `${members}group g 4 w0 w1 w2\nquorum g\n`,
    tabs: `${members.replaceAll(" ", "\t")}quorum\tw0\n`,
    "carriage returns": `${members}quorum w0\r\n`,
    "a log's key as witness": `witness w ${key}\nquorum w\n`,
    empty: "",
    "bytes of a file": Buffer.from(`${members}quorum w0\n`),
    "octets that are no UTF-8, in a comment": Buffer.from(`# B\u00fcro\n${members}quorum w0\n`, "latin1"),
    "octets that are no UTF-8, in names": Buffer.from(`${members}group \u00fc any w0\ngroup \u00fd any w1\nquorum \u00fc\n`, "latin1"),
    "octets that are no UTF-8, in the name of a witness": Buffer.from(`witness \u00fc ${one.vkey}\nquorum \u00fc\n`, "latin1"),
    "octets that are no UTF-8, in a URL": Buffer.from(`witness w ${one.vkey} https://\u00fc.example\nquorum w\n`, "latin1"),
    "octets that are no UTF-8, in a key": Buffer.from(`witness w \u00fc${one.vkey}\nquorum w\n`, "latin1"),
    "names that look alike": `witness K ${one.vkey}\nwitness \u212a ${two.vkey}\nquorum \u212a\n`,
    "a byte order mark": Buffer.from(`\ufeff# a comment\n${members}quorum w0\n`),
  };
  const notes = {
    "nobody cosigned": (note) => note,
    "one cosigned": (note) => cosigned(note, one, 1_900_000_000n),
    "two cosigned": (note) => cosigned(cosigned(note, one, 1_900_000_000n), two, 5n),
    "all cosigned": (note) => cosigned(cosigned(cosigned(note, one, 1n), two, 2n), three, 3n),
    "one cosigned twice": (note) => cosigned(cosigned(note, one, 9n), one, 4n),
    "one does not hold": (note) => cosigned(cosigned(note, two, 9n), one, 4n, true),
    "one of two lines does not hold": (note) => cosigned(cosigned(note, one, 9n), one, 4n, true),
    "the earlier alone": (note, place) => (place === 0 ? note : cosigned(cosigned(note, one, 7n), two, 8n)),
    "a time past all times": (note) => cosigned(note, one, (1n << 63n) + 1n),
    "over another text": (note) => note + cosigned(note.replace(/\n\d+\n/, "\n1\n"), one, 4n).slice(note.replace(/\n\d+\n/, "\n1\n").length),
  };
  for (const [policyName, policy] of Object.entries(policies)) {
    const file = fileOf("witnesses.policy", policy);
    for (const [noteName, change] of Object.entries(notes)) {
      await compare(`policy ${policyName}, ${noteName}`, withNotes(change), { witnesses: policy }, ["--witnesses", file]);
    }
  }
}

/** Lists of ids of which one is no id (section 4 of the protocol), or stands twice. */
const idsThatAreNone = [[""], ["."], [".."], ["gilde\u0301"], ["gild\u00e9", "gilde\u0301"], ["a", "b", "a"]];

function authoritiesOf(ids, thumbprint) {
  return JSON.stringify({ authorities: ids.map((id) => ({ id, thumbprint })) });
}

async function checkAuthorities() {
  const other = "nRIE2VmKdMjL1JD7tbV7fXVgXxmv0GKnMFWRUJMTf9Q";
  const found = linesOf(text)
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === "entry")
    .map(({ entry }) => JSON.parse(Buffer.from(entry.split(".")[1], "base64url")))
    .filter(({ type }) => type === "touchmark.authority.recognised")
    .map(({ data }) => ({ id: data.authority, x: data.jwk.x }))
    .map(({ id, x }) => ({ id, thumbprint: createHash("sha256").update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest("base64url") }));
  const lists = [[], found, found.slice(0, 1), found.map(({ id }) => ({ id, thumbprint: other })), [{ id: "nobody", thumbprint: other, name: "Nobody" }], [{ id: "gild\u00e9", thumbprint: other }, { id: "gilde", thumbprint: other }]];
  for (const [number, authorities] of lists.entries()) {
    const content = JSON.stringify({ authorities });
    const file = fileOf("authorities.json", content);
    await compare(`authorities ${number}`, text, { authorities: parseAuthorities(content) }, ["--authorities", file]);
  }
  for (const content of ["", "[]", "{}", '{"authorities":{}}', '{"authorities":[{"id":"a"}]}', '{"authorities":[{"id":"a","thumbprint":"x"}]}', '{"authorities":[],"more":1}', `{"authorities":[{"id":"a","thumbprint":"${other}","more":1}]}`, `{"authorities":[{"id":1,"thumbprint":"${other}"}]}`, ...idsThatAreNone.map((ids) => authoritiesOf(ids, other)), Buffer.from(authoritiesOf(["caf\u00e9"], other), "latin1")]) {
    const { status } = pair.run(["--key", key, "--authorities", fileOf("authorities.json", content)]);
    let isRefused = false;
    try {
      parseAuthorities(content);
    } catch {
      isRefused = true;
    }
    checks.that(isRefused && status === 3, `authorities ${content}: refused here ${isRefused}, there ${status}`);
  }
}

async function checkAuditors() {
  const [m, n, w] = ["auditor.example/m", "auditor.example/n", "witness.example/w"].map(cosigner);
  const lists = {
    one: `${m.vkey}\n`,
    two: `# auditors\n\n${n.vkey}\n${m.vkey}\n`,
    another: `${n.vkey}\n`,
    "cut short": m.vkey,
    empty: "",
    "a comment": "# nobody\n",
    "one twice": `${m.vkey}\n${m.vkey}\n`,
    "the same key under another name": `${m.vkey}\n${renamed(m, "auditor.example/o").vkey}\n`,
    "a log's key": `${key}\n`,
    "the log's key as a cosigner's": `${cosignerOfLog(key)}\n`,
    "a witness's key": `${renamed(w, "auditor.example/o").vkey}\n`,
    "a space behind it": `${m.vkey} \n`,
    "a carriage return": `${m.vkey}\r\n`,
  };
  const policy = `witness w ${w.vkey}\nquorum w\n`;
  const policyFile = fileOf("auditors.policy", policy);
  const now = BigInt(Math.floor(Date.now() / 1000));
  const notes = {
    "nobody cosigned": (note) => note,
    "one cosigned": (note) => cosigned(note, m, now),
    "both cosigned": (note) => cosigned(cosigned(note, m, 9n), n, 7n),
    "one cosigned twice": (note) => cosigned(cosigned(note, m, 9n), m, 7n),
    "one does not hold": (note) => cosigned(cosigned(note, m, 9n), n, 7n, true),
    "one cosigned long ago and again": (note) => cosigned(cosigned(note, m, 9n), m, now),
    "an earlier checkpoint": (note, place) => (place === 0 ? note : cosigned(note, m, now)),
    "a witness too": (note) => cosigned(cosigned(note, m, now - 86_400n * 3n), w, now),
    "in the future": (note) => cosigned(note, m, now + 86_400n),
  };
  for (const [listName, list] of Object.entries(lists)) {
    const file = fileOf("auditors.vkeys", list);
    for (const [noteName, change] of Object.entries(notes)) {
      const bundle = withNotes(change);
      const name = `auditors ${listName}, ${noteName}`;
      await compare(name, bundle, { auditors: list }, ["--auditors", file]);
      await compare(`${name}, new`, bundle, { auditors: list, greatestAge: 1 }, ["--auditors", file, "--max-age", "1"]);
      await compare(`${name}, witnesses`, bundle, { auditors: list, witnesses: policy, greatestAge: 2 }, ["--auditors", file, "--witnesses", policyFile, "--max-age", "2"]);
    }
  }
}

/** What comments hold is passed over, whatever its encoding; keys are UTF-8. */
async function checkOtherEncodings() {
  const { vkey } = cosigner("witness.example/w");
  const auditors = Buffer.from(`# caf\u00e9\n${vkey}\n`, "latin1");
  await compare("auditors in Latin-1", text, { auditors }, ["--auditors", fileOf("latin.auditors", auditors)]);
  const renamed = Buffer.from(`\u00e9${vkey}\n`, "latin1");
  await compare("an auditor's key in Latin-1", text, { auditors: renamed }, ["--auditors", fileOf("renamed.auditors", renamed)]);
  const root = certificate({ subject: "root", key: keyPair("ec:P-256"), own: authorityExtensions });
  const roots = Buffer.from(`# caf\u00e9\n${root.pem}`, "latin1");
  await compare("roots in Latin-1", text, { tsaRoots: roots }, ["--tsa-roots", fileOf("latin.pem", roots)]);
}

async function checkKeys() {
  await compare("a greatest age", text, { greatestAge: 3 }, ["--max-age", "3"]);
  const stranger = cosigner("touchmark.example/demo");
  const log = Buffer.from(stranger.vkey.split("+").slice(2).join("+"), "base64");
  log[0] = 1;
  for (const name of [key.split("+")[0], "other.example/log"]) {
    const id = createHash("sha256").update(`${name}\n`).update(log).digest().subarray(0, 4).toString("hex");
    const vkey = `${name}+${id}+${log.toString("base64")}`;
    await compare(`another key of ${name}`, text, { key: vkey }, []);
  }
  for (const vkey of ["", "x", `${key}x`, key.replace(/\+[0-9a-f]{8}\+/, "+00000000+"), key.replace("+", " +"), key.toUpperCase()]) {
    await compare(`key ${vkey}`, text, { key: vkey }, []);
  }
}

try {
  writeFileSync(pair.path, text);
  await compare("as it is", text, {}, []);
  await checkKeys();
  writeFileSync(pair.path, text);
  await checkAuthorities();
  await checkWitnesses();
  await checkAuditors();
  await checkOtherEncodings();
} finally {
  rmSync(scratch, { recursive: true });
}
checks.finish();
