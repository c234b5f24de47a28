// What stolen keys and slips did, played in a ledger and verified by the page, before it is known and after.
//
//   node rulesThefts.mjs [VERIFY]
//
// VERIFY is touchmark-verify: then its report is compared with the page's, too.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verify } from "../../Sources/VerifierPage/Engine/verify.mjs";
import { sourceOf } from "./bundles.mjs";
import { Checks } from "./checks.mjs";
import { VerifierPair } from "./otherVerifier.mjs";
import { StagedLedger, keyNamed, timeOfDay } from "./stagedLedger.mjs";

const [command] = process.argv.slice(2);
const checks = new Checks("thefts");
const scratch = mkdtempSync(join(tmpdir(), "touchmark-thefts-"));
const pair = command === undefined ? null : new VerifierPair(command, scratch);

/** What the page finds: {labels: ["label verdict verdictNow disputed trusted"], codes: of warnings and errors}. */
async function found(name, ledger, authorities = {}) {
  const bytes = new TextEncoder().encode(ledger.bundle);
  const options = { key: ledger.vkey, authorities, unsealedOK: false };
  const report = await verify(sourceOf(bytes), options);
  const list = join(scratch, "authorities.json");
  writeFileSync(list, JSON.stringify({ authorities: Object.entries(authorities).map(([id, thumbprint]) => ({ id, thumbprint })) }));
  const words = ["--key", ledger.vkey, "--authorities", list];
  const differences = pair === null ? [] : await pair.differences(bytes, options, words);
  checks.that(differences.length === 0, `${name}: ${differences.join(" | ")}`);
  const labels = report.labels.map(({ subject, verdict, verdictNow, isDisputed, isAuthorityTrusted }) =>
    [subject.split("/").at(-1), verdict, verdictNow, ...(isDisputed ? ["disputed"] : []), ...(isAuthorityTrusted ? ["trusted"] : [])].join(" "));
  return { labels, codes: report.findings.filter(({ severity }) => severity !== "notice").map(({ code }) => code) };
}

async function expect(name, ledger, labels, codes = [], authorities = {}) {
  checks.equal(await found(name, ledger, authorities), { labels, codes }, name);
}

/** A ledger with a board, ann, bob and carl, of whom ann has a credential, and an item. */
function clinic() {
  const ledger = new StagedLedger();
  for (const id of ["ann", "bob", "carl"]) ledger.enrol(`annotator:${id}`);
  ledger.recognise("board", "medicine");
  ledger.define("d");
  ledger.say("requirement.set", "operator:op", { dataset: "d", requirements: [{ labels: "*", competence: "medicine" }] });
  const terms = { validFrom: timeOfDay(0), validUntil: timeOfDay(365), competence: "medicine" };
  ledger.say("credential.issued", "authority:board", { credential: "c", annotator: "ann", kid: keyNamed("annotator:ann").thumbprint, ...terms });
  const on = ledger.register("d", "i");
  ledger.waitFor(10);
  return { ledger, on };
}

function assert({ ledger, on }, label, source, value = { kind: "choice", choice: "yes" }) {
  return ledger.say("label.asserted", source, { dataset: "d", item: "i", label, name: "finding", on, value, segments: [] });
}

const address = (label) => ({ dataset: "d", item: "i", label, name: "finding" });

function review(ledger, label, head, source, outcome) {
  ledger.say("review.recorded", source, { ...address(label), reviews: head, outcome });
}

function compromise(ledger, id, day) {
  const key = { kid: keyNamed(`annotator:${id}`).thumbprint, reason: "compromised", effective: timeOfDay(day) };
  ledger.say("annotator.key-revoked", "operator:op", { kind: "annotator", id, ...key });
}

async function reviewsAndWithdrawals() {
  const scene = clinic();
  const { ledger } = scene;
  const head = assert(scene, "l", "annotator:ann");
  const mistake = assert(scene, "w", "annotator:carl");
  review(ledger, "l", head, "annotator:bob", "rejected");
  review(ledger, "l", head, "annotator:carl", "accepted");
  ledger.say("label.withdrawn", "annotator:carl", { ...address("w"), revises: mistake, reason: "A reason" });
  await expect("accepted by a good key", ledger, ["l certified certified"]);
  compromise(ledger, "carl", 5);
  await expect("accepted and withdrawn by a stolen key", ledger, ["l certified certified disputed"], ["withdrawal-adverse"]);
  review(ledger, "l", head, "annotator:bob", "accepted");
  await expect("accepted anew", ledger, ["l certified certified"], ["withdrawal-adverse"]);
}

/** @param then the verdict then on the label that was made after the stolen reinstatement */
async function reinstatements(effective, then) {
  const scene = clinic();
  const { ledger } = scene;
  const act = (verb, key, more = {}) => ledger.say(`credential.${verb}`, "authority:board", { authority: "board", credential: "c", annotator: "ann", reason: "A reason", ...more }, key);
  act("suspended");
  act("reinstated", undefined, { effective });
  ledger.waitFor(20);
  assert(scene, "a", "annotator:ann");
  const stolen = { kid: keyNamed("authority:board").thumbprint, reason: "compromised", effective: timeOfDay(5) };
  ledger.say("authority.key-revoked", "operator:op", { authority: "board", ...stolen });
  assert(scene, "b", "annotator:ann");
  const good = keyNamed("board's second");
  ledger.say("authority.key-added", "operator:op", { authority: "board", reason: "A reason", ...ledger.introduction("authority:board", good) });
  act("reinstated", good);
  assert(scene, "c", "annotator:ann");
  await expect("reinstated anew", ledger, [`a ${then} suspended`, "b suspended suspended", "c certified certified"]);
}

/** A reinstatement that is said from a day far ahead is no dead end. */
async function reinstatementsToCome() {
  const scene = clinic();
  const { ledger } = scene;
  const act = (verb, more = {}) => ledger.say(`credential.${verb}`, "authority:board", { authority: "board", credential: "c", annotator: "ann", reason: "A reason", ...more });
  act("suspended");
  act("reinstated", { effective: timeOfDay(300) });
  assert(scene, "a", "annotator:ann");
  act("reinstated");
  assert(scene, "b", "annotator:ann");
  await expect("reinstated at once", ledger, ["a suspended suspended", "b certified certified"]);
  act("reinstated");
  await expect("reinstated a third time", ledger, ["a suspended suspended", "b certified certified"], ["inadmissible"]);
}

/** Nor is a guideline's withdrawal from a day far ahead, by whoever published it. */
async function withdrawalsToCome() {
  const scene = clinic();
  const { ledger } = scene;
  const about = { guideline: "g", datasets: ["d"] };
  const of = ledger.say("guideline.published", "annotator:bob", { ...about, version: "1", digest: `sha256:${"2".repeat(64)}` });
  const withdraw = (source, more = {}) => ledger.say("guideline.withdrawn", source, { ...about, of, reason: "A reason", ...more });
  withdraw("annotator:bob", { effective: "9999-12-31T23:59:59Z" });
  withdraw("operator:op");
  await expect("withdrawn by the operator", ledger, []);
  ledger.say("label.asserted", "annotator:ann", { ...address("l"), on: scene.on, value: { kind: "choice", choice: "yes" }, segments: [], guideline: of });
  withdraw("annotator:bob");
  await expect("cited since, and withdrawn again", ledger, [], ["inadmissible", "inadmissible"]);
}

async function issues() {
  const scene = clinic();
  const { ledger } = scene;
  assert(scene, "l", "annotator:ann");
  const board = { board: keyNamed("authority:board").thumbprint };
  await expect("issued by a known key", ledger, ["l certified certified trusted"], [], board);
  const stolen = { kid: board.board, reason: "compromised", effective: timeOfDay(0) };
  ledger.say("authority.key-revoked", "operator:op", { authority: "board", ...stolen });
  await expect("issued by a stolen key", ledger, ["l certified authority-unrecognised"], [], board);
}

/** @param adds who adds the second key of the authority, by which it reinstates */
async function knownAuthority(adds, word) {
  const scene = clinic();
  const { ledger } = scene;
  const board = { board: keyNamed("authority:board").thumbprint };
  const act = (verb, key) => ledger.say(`credential.${verb}`, "authority:board", { authority: "board", credential: "c", annotator: "ann", reason: "A reason" }, key);
  assert(scene, "a", "annotator:ann");
  act("suspended");
  const second = keyNamed(`second by ${adds}`);
  ledger.say("authority.key-added", adds, { authority: "board", reason: "A reason", ...ledger.introduction("authority:board", second) });
  act("reinstated", second);
  assert(scene, "b", "annotator:ann");
  act("suspended");
  act("reinstated");
  assert(scene, "c", "annotator:ann");
  const labels = ["a certified certified trusted", `b certified certified${word}`, "c certified certified trusted"];
  await expect(`reinstated by a key that ${adds} added`, ledger, labels, [], board);
}

/** Whoever brings a credential of another authority takes nothing from the word of the one that is known. */
async function laterCredential() {
  const scene = clinic();
  const { ledger } = scene;
  const board = { board: keyNamed("authority:board").thumbprint };
  assert(scene, "a", "annotator:ann");
  ledger.recognise("other", "medicine");
  const terms = { kid: keyNamed("annotator:ann").thumbprint, validFrom: timeOfDay(0), validUntil: timeOfDay(365), competence: "medicine" };
  ledger.say("credential.issued", "authority:other", { credential: "o", annotator: "ann", ...terms });
  assert(scene, "b", "annotator:ann");
  await expect("a later credential by another authority", ledger, ["a certified certified trusted", "b certified certified trusted"], [], board);
  ledger.say("credential.revoked", "authority:board", { authority: "board", credential: "c", annotator: "ann", reason: "A reason" });
  assert(scene, "c", "annotator:ann");
  const labels = ["a certified certified trusted", "b certified certified trusted", "c certified certified"];
  await expect("the known authority's revoked since", ledger, labels, [], board);
}

async function seals() {
  const scene = clinic();
  const digests = ["one", "another"].map((text) => createHash("sha256").update(text).digest("base64url"));
  assert(scene, "l", "annotator:ann", { kind: "text", text: "seen" });
  await expect("a text in clear", scene.ledger, ["l certified certified"]);
  scene.ledger.say("label.asserted", "annotator:ann", {
    ...address("s"), on: scene.on, value: { kind: "text", _sd: digests }, segments: [],
  });
  await expect("two digests for one text", scene.ledger, ["l certified certified", "s certified certified"], ["seal-ambiguous"]);
}

try {
  await reviewsAndWithdrawals();
  await reinstatements(timeOfDay(15), "certified");
  await reinstatements(timeOfDay(100), "suspended");
  await reinstatementsToCome();
  await withdrawalsToCome();
  await issues();
  await knownAuthority("authority:board", " trusted");
  await knownAuthority("operator:op", "");
  await laterCredential();
  await seals();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
checks.finish();
