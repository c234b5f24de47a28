// Both verifiers on bundles with anchors: witnesses' cosignatures and time tokens over some of their checkpoints, at times near those
// at which verdicts turn. Any difference is a bug in one of the two.
//
//   node anchors.mjs VERIFY [COUNT]
//
// VERIFY is touchmark-verify; COUNT is how many histories, and how many random lives of a ledger, are anchored (200).
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AnchoredBundle, StagedWitness } from "./anchoredBundle.mjs";
import { Checks, seededRandom } from "./checks.mjs";
import { VerifierPair } from "./otherVerifier.mjs";
import { RandomLife } from "./randomLife.mjs";
import { Scene, labelDay, situations } from "./scenes.mjs";
import { StagedLedger, keyNamed, momentOfDay, timeOfDay } from "./stagedLedger.mjs";
import { accuracy, authorityExtensions, certificate, keyPair, signerExtensions, timeInfo, token } from "./timeForger.mjs";

const [command, count = "200"] = process.argv.slice(2);
const checks = new Checks("anchors");
const below = seededRandom();
const scratch = mkdtempSync(join(tmpdir(), "touchmark-anchors-"));
const pair = new VerifierPair(command, scratch);
const tallied = new Map();
const any = (list) => list[below(list.length)];

const witnesses = [new StagedWitness("witness.example/one"), new StagedWitness("witness.example/two")];
const policy = `${witnesses.map(({ vkey }, place) => `witness w${place} ${vkey}\n`).join("")}group g any w0 w1\nquorum g\n`;
const root = certificate({ subject: "root", key: keyPair("ec:P-256"), own: authorityExtensions });
const signer = certificate({ subject: "authority", key: keyPair("ec:P-256"), issuer: root, own: signerExtensions });
writeFileSync(join(scratch, "policy"), policy);
writeFileSync(join(scratch, "roots.pem"), root.pem);

/** What a reader brings along: each may be left out. */
async function compare(name, anchored, ledger, about, brings = { witnesses: true, roots: true }) {
  const options = { key: ledger.vkey, unsealedOK: brings.unsealedOK === true };
  const words = ["--key", ledger.vkey, ...(brings.unsealedOK ? ["--unsealed-ok"] : [])];
  if (brings.witnesses) words.push("--witnesses", join(scratch, "policy"));
  if (brings.witnesses) options.witnesses = policy;
  if (brings.roots) words.push("--tsa-roots", join(scratch, "roots.pem"));
  if (brings.roots) options.tsaRoots = root.pem;
  const differences = await pair.differences(new TextEncoder().encode(anchored.bundle(about)), options, words);
  checks.that(differences.length === 0, `${name}: ${differences.join(" | ")}`);
  compareSentences(name);
  for (const { code } of pair.last.report?.findings ?? []) tallied.set(code, (tallied.get(code) ?? 0) + 1);
}

/** What is said of the moments at which verdicts turn is the same, too. */
function compareSentences(name) {
  const [theirs, ours] = [pair.last.report, pair.lastHere.report].map((report) =>
    (report?.findings ?? []).filter(({ code }) => ["time-undecidable", "time-contradicted", "time-unanchored", "time-not-evaluated"].includes(code)).map(({ sentence }) => sentence));
  checks.equal(ours, theirs, `${name}: sentences`);
}

const secondsOfDay = (day) => Number(momentOfDay(day) / 1_000_000n);

/** Of a day, and often the seconds around its first. */
const secondsNear = (day) => secondsOfDay(day) + any([0, 0, -1, -2, 1, 43_200]);

/** A day at which something of the scenes begins or ends, or another. */
const someDay = () => any([...Array.from({ length: 40 }, () => below(400)), 7, 37, 50, 52, 60, 62, 63, 70, 72, 74, 99, labelDay, 104, 108, 109, 112, 115, 200, 365]);

function stampAt(anchored, size, seconds) {
  const time = `${new Date(1000 * seconds).toISOString().slice(0, 19).replace(/[-T:]/g, "")}${any(["", "", ".5"])}Z`;
  const rest = any([[], [accuracy(1)], [accuracy(86_400)], [accuracy(40_000_000)]]);
  return { size, token: token(timeInfo({ text: anchored.textOf(size), time, rest }), signer) };
}

/** Anchors over the last checkpoint, and over a few before. */
function randomAnchors(anchored, day) {
  const about = { cosigned: [], further: [], tokens: [] };
  const sizes = new Set(Array.from({ length: below(3) }, () => below(anchored.size + 1)));
  for (const witness of witnesses) if (below(3) > 0) about.cosigned.push([witness, secondsNear(day())]);
  for (const size of sizes) {
    about.further.push({ size, cosigned: witnesses.filter(() => below(2) === 0).map((witness) => [witness, secondsNear(day())]) });
  }
  for (const size of [anchored.size, ...sizes]) if (below(3) === 0) about.tokens.push(stampAt(anchored, size, secondsNear(day())));
  return about;
}

async function checkScenes() {
  for (let number = 0; number < Number(count); number += 1) {
    const scene = Scene.of([any(situations), any(situations)]);
    if (scene === null) continue;
    const ledger = scene.play();
    const anchored = new AnchoredBundle(ledger);
    for (const brings of [{ witnesses: true, roots: true }, { witnesses: true }, { roots: true }]) {
      await compare(`scene ${number}`, anchored, ledger, randomAnchors(anchored, someDay), brings);
    }
  }
}

async function checkLives() {
  for (let number = 0; number < Number(count); number += 1) {
    const life = new RandomLife(below);
    life.play(40 + below(60));
    const anchored = new AnchoredBundle(life.ledger);
    const days = Math.ceil((Number(life.ledger.clock / 1_000_000n) - secondsOfDay(0)) / 86_400);
    await compare(`life ${number}`, anchored, life.ledger, randomAnchors(anchored, () => below(days + 30)));
    const part = new AnchoredBundle(life.ledger, life.part());
    const brings = { witnesses: true, roots: true, unsealedOK: below(4) > 0 };
    await compare(`part of life ${number}`, part, life.ledger, randomAnchors(part, () => below(days + 30)), brings);
  }
}

/** The label stands on day 100; its credential is good from day 0 to day 365. */
async function checkSpans() {
  const ledger = Scene.of([situations[0]]).play();
  const anchored = new AnchoredBundle(ledger);
  const [one] = witnesses;
  const before = anchored.size - 2;
  const cases = [
    ["after, inside", false, { cosigned: [[one, secondsOfDay(300)]] }],
    ["after, a second short of the boundary", true, { cosigned: [[one, secondsOfDay(365) - 1]] }],
    ["after, two seconds short of it", false, { cosigned: [[one, secondsOfDay(365) - 2]] }],
    ["after, past it", true, { cosigned: [[one, secondsOfDay(366)]] }],
    ["the earliest counts", false, { cosigned: [[one, secondsOfDay(200)], [witnesses[1], secondsOfDay(400)]] }],
    ["before, behind the boundary", true, { further: [{ size: before, cosigned: [[one, secondsOfDay(366)]] }] }],
    ["before, this side of it", false, { further: [{ size: before, cosigned: [[one, secondsOfDay(364)]] }] }],
    ["after, long before the label", true, { cosigned: [[one, secondsOfDay(-1)]] }],
    ["a token past it", true, { tokens: [stampAt(anchored, anchored.size, secondsOfDay(700))] }],
  ];
  for (const [name, isUndecidable, about] of cases) {
    await compare(name, anchored, ledger, about);
    checks.equal(pair.last.report.findings.some(({ code }) => code === "time-undecidable"), isUndecidable, name);
  }
}

const own = keyNamed("annotator:ann");
const second = keyNamed("ann's second");
const paper = { authority: "board", credential: "c", annotator: "ann", reason: "A reason" };

/** What a key signs that is declared compromised from day 50 on: the entry in doubt, what comes before it, and the key of the label. */
const thefts = {
  issue: { doubtful: (ledger) => issue(ledger), signer: own, stolen: "authority:board" },
  reinstatement: {
    before: (ledger) => {
      issue(ledger);
      ledger.say("credential.suspended", "authority:board", paper);
    },
    doubtful: (ledger) => ledger.say("credential.reinstated", "authority:board", paper),
    signer: own,
    stolen: "authority:board",
  },
  rotation: {
    before: (ledger) => issue(ledger),
    doubtful: (ledger) => {
      const about = { kind: "annotator", id: "ann", reason: "A reason", ...ledger.introduction("annotator:ann", second) };
      ledger.say("annotator.key-rotated", "annotator:ann", about);
    },
    signer: second,
    stolen: "annotator:ann",
  },
};

function issue(ledger) {
  const terms = { competence: "medicine", validFrom: timeOfDay(0), validUntil: timeOfDay(365) };
  ledger.say("credential.issued", "authority:board", { credential: "c", annotator: "ann", kid: own.thumbprint, ...terms });
}

function compromise(ledger, actor) {
  const end = { kid: keyNamed(actor).thumbprint, reason: "compromised", effective: timeOfDay(50) };
  const [kind, id] = actor.split(":");
  if (kind === "authority") ledger.say("authority.key-revoked", "operator:op", { authority: id, ...end });
  else ledger.say("annotator.key-revoked", "operator:op", { kind, id, ...end });
}

/** The label is of day 80, and what it rests on of another day; anchors leave open when either was recorded. */
function playTheft({ before, doubtful, signer, stolen }, day) {
  const ledger = new StagedLedger();
  ledger.enrol("annotator:ann");
  ledger.recognise("board", "medicine");
  ledger.define("d");
  ledger.say("requirement.set", "operator:op", { dataset: "d", requirements: [{ labels: "*", competence: "medicine" }] });
  const on = ledger.register("d", "i");
  before?.(ledger);
  ledger.waitFor(day);
  doubtful(ledger);
  ledger.waitFor(80);
  const value = { kind: "choice", choice: "yes" };
  ledger.say("label.asserted", "annotator:ann", { dataset: "d", item: "i", label: "l", name: "finding", on, value, segments: [] }, signer);
  compromise(ledger, stolen);
  return ledger;
}

async function checkThefts() {
  for (const [name, theft] of Object.entries(thefts)) {
    for (const [day, before, after, isUndecidable] of [[45, 40, 75, true], [45, 40, 49, false], [60, 55, 75, false], [60, 40, 75, true]]) {
      const ledger = playTheft(theft, day);
      const anchored = new AnchoredBundle(ledger);
      const size = anchored.size - 3;
      const stamp = (of, on) => ({ size: of, cosigned: [[witnesses[0], secondsOfDay(on)]] });
      const about = { cosigned: [[witnesses[0], secondsOfDay(90)]], further: [stamp(size - 1, 30), stamp(size, before), stamp(size + 1, after)] };
      await compare(`${name} of day ${day}, anchored on ${before} and ${after}`, anchored, ledger, about);
      const found = pair.last.report.findings.some(({ code }) => code === "time-undecidable");
      checks.equal(found, isUndecidable, `${name} of day ${day}, anchored on ${before} and ${after}`);
    }
  }
}

/** More moments than are asked at, none of which matters: terms of credentials for something else. */
async function checkMoments() {
  for (const papers of [1, 64, 127, 128, 129]) {
    const scene = Scene.of([situations[0]]);
    const ledger = scene.play();
    ledger.waitFor(labelDay + 1);
    for (let number = 0; number < papers; number += 1) {
      scene.issued({ id: `law${number}`, competence: "law", from: 101 + number, until: 101 + papers + number });
    }
    const anchored = new AnchoredBundle(ledger);
    await compare(`${papers} papers`, anchored, ledger, { cosigned: [[witnesses[0], secondsOfDay(362)]] });
    const isUndecidable = pair.last.report.findings.some(({ code }) => code === "time-undecidable");
    checks.equal(isUndecidable, 2 * papers > 256, `${papers} papers`);
  }
}

try {
  await checkSpans();
  await checkThefts();
  await checkMoments();
  await checkScenes();
  await checkLives();
} finally {
  rmSync(scratch, { recursive: true });
}
console.log([...tallied].sort().map(([word, times]) => `${word} ${times}`).join("; "));
for (const code of ["time-undecidable", "time-contradicted", "time-unanchored", "time-not-evaluated"]) {
  checks.that(tallied.has(code), `no bundle came to ${code}`);
}
checks.finish();
