import { encodeBase64 } from "./base64.mjs";
import { sameBytes, utf8 } from "./bytes.mjs";
import { checkAge } from "./age.mjs";
import { checkAuditors, replaying } from "./auditorCheck.mjs";
import { checkCheckpoints } from "./checkpointTrust.mjs";
import { compareClaim, compareWithLater, deriveVerdicts, findAdverseWithdrawals, findDisputes, labelsOfReport } from "./derivation.mjs";
import { requireEd25519 } from "./ed25519.mjs";
import { decodedPayload, examineEntry, openEntry } from "./examination.mjs";
import { FindingLog } from "./findings.mjs";
import { sha256 } from "./hashing.mjs";
import { blocksOfLines } from "./lines.mjs";
import { readOptions } from "./options.mjs";
import { EntryReplay, countPast } from "./replay.mjs";
import { recomputeSeals } from "./sealRecomputation.mjs";
import { BundleSurvey, EntryOrder, indexAtHead, parsedLine } from "./survey.mjs";
import { checkTiles } from "./tiles.mjs";
import { TimeAnchors, anchorOfCosignature } from "./Time/timeAnchors.mjs";
import { judgeTimes } from "./Time/timeJudgement.mjs";
import { readTimeTokens } from "./Time/timeTokenReading.mjs";
import { formatTime } from "./times.mjs";
import { Unreadable } from "./unreadable.mjs";
import { checkWitnesses } from "./witnessCheck.mjs";

/** WebCrypto hashes only what is in memory whole, and copies it. */
const hashedFileLimit = 192 << 20;

/**
 * Verifies an evidence bundle offline (protocol, section 7). A bundle that does not hold is a report with findings; what is thrown
 * means that nothing was judged.
 *
 * @param source {name, size, chunks(): async iterable of Uint8Array, from the start each time, slice(offset, count)}
 * @param options see readOptions
 * @param hooks {onProgress({phase, done, of}), onEntry(entry), signal}, each of which may be left out
 * @returns the object that `touchmark-verify --json` prints
 *
 * Throws Unreadable, InvalidOption, the signal's reason, and what the source throws.
 */
export async function verify(source, options, hooks = {}) {
  await requireEd25519();
  const given = await readOptions(options);
  const watching = (phase) => watchOf(source, hooks, phase);
  const survey = new BundleSurvey();
  await survey.read(source, watching("survey"));
  const verification = new BundleVerification(source, given, survey, hooks.onEntry);
  if (survey.isTooLarge) return verification.report();
  await verification.checkEnd(hooks.signal);
  await verification.readEntries(watching("entries"));
  await verification.checkTrust();
  await verification.checkSeals(watching("seals"));
  return verification.report();
}

function watchOf(source, { onProgress, signal }, phase) {
  return { signal, progress: (done) => onProgress?.({ phase, done, of: source.size }) };
}

/** What is found of one bundle, in the order of a report. */
class BundleVerification {
  constructor(source, given, survey, onEntry) {
    this.source = source;
    this.given = given;
    this.survey = survey;
    this.findings = new FindingLog();
    this.findings.addAll(survey.findings);
    this.endFindings = new FindingLog();
    this.witnesses = [];
    this.auditors = [];
    this.anchors = new TimeAnchors([]);
    this.derived = null;
    const { header, checkpoint } = survey;
    const hasStart = header !== null && checkpoint !== null && !survey.isTooLarge;
    const knowsEveryEvent = hasStart && checkpoint.size > 0n && BigInt(survey.present.count) === checkpoint.size;
    this.replay = hasStart ? new EntryReplay(survey, knowsEveryEvent, onEntry) : null;
  }

  /** The hash of all lines before the end. */
  async checkEnd(signal) {
    const { end } = this.survey;
    if (end === null) return;
    if (end.lines === end.number - 1 && end.offset > hashedFileLimit) {
      const sentence =
        "The file is larger than a browser can hash, so that its end line was not checked; touchmark-verify checks it.";
      this.endFindings.add("limit-exceeded", sentence);
      return;
    }
    if (end.lines === end.number - 1 && sameBytes(await hashOfStart(this.source, end.offset, signal), end.sha256)) return;
    const sentence = "The lines are not those that the end counts and hashes: the file is damaged.";
    this.endFindings.add("end-differs", sentence);
  }

  async readEntries(watch) {
    const { survey, replay } = this;
    if (replay === null) return this.findings.addAll(this.endFindings);
    survey.listed.sealedSize = await sizeOfNamedSeal(this.source, survey, watch);
    const { size, root } = survey.checkpoint;
    const leafAt = await this.tileLeaves(size, root);
    await new EntryReading(this, { size, root, leafAt }).read(watch);
    return this.findings.addAll(this.endFindings);
  }

  async tileLeaves(size, root) {
    const { tiles } = this.survey;
    if (tiles.length === 0) return null;
    const checked = await checkTiles(tiles, size, root);
    for (const sentence of checked.failures ?? []) this.findings.add("tile-failed", sentence);
    return checked.leafAt ?? null;
  }

  async checkTrust() {
    const { survey, replay, given, findings } = this;
    if (replay === null) return;
    const { ledger } = replay.world;
    const checkpoints = await checkCheckpoints(survey, ledger, given.vkey, findings);
    if (given.policy !== null) this.witnesses = await checkWitnesses(checkpoints, given.policy, given.vkey, findings);
    if (given.auditors !== null) this.auditors = await checkAuditors(checkpoints, given.auditors, this.ownCompleteness(), findings);
    const tokens = await readTimeTokens(survey.tokens, checkpoints, given.roots, findings);
    this.anchors = new TimeAnchors([...tokens, ...[...this.witnesses, ...this.auditors].map(anchorOfCosignature)]);
    if (given.age !== null) {
      // A cosigner who had seen more than the seal covers says nothing of what it leaves out.
      const { seal } = this.ownCompleteness();
      const isCovered = ({ size }) => seal === null || countPast(seal, size) === 0n;
      checkAge(given.age, this.witnesses, given.policy, this.auditors, isCovered, findings);
    }
    findings.addAll(replay.findings);
    this.addContinuation(ledger);
    for (const { index, subject } of replay.world.differingAuthorities(given.authorities, this.knownSize)) {
      const sentence = "The ledger recognised an authority of this id with another key than the one given.";
      findings.add("authority-differs", sentence, { index, subject });
    }
    this.checkSealTree();
    if (!replay.knowsEveryEvent) this.checkSealKey(ledger);
    if (!replay.knowsEveryEvent) this.addCompleteness();
    const about = { anchors: this.anchors, now: given.now, known: this.knownSize, last: survey.present.last };
    judgeTimes(about, replay, this.derived, findings);
  }

  /** At which verdicts *now* are known. */
  get knownSize() {
    return this.replay.knownSize;
  }

  addContinuation({ opened }) {
    if (opened?.continues === undefined) return;
    const { origin, size, root } = opened.continues;
    const sentence =
      `This ledger says that it continues ${origin} from ${size} entries, root ${root}: that is the operator's word. ` +
      "Compare it with a checkpoint of that ledger.";
    this.findings.add("continuation", sentence, { index: 0 });
  }

  /** Whether the seal is of the tree that the checkpoints are of. */
  checkSealTree() {
    const { survey, findings } = this;
    const { seal } = this.replay;
    if (seal === null) return;
    // A further checkpoint that does not hold has its own finding.
    const proved = survey.further.filter(({ consistency }) => consistency !== null).map(({ checkpoint }) => checkpoint);
    const ofItsSize = [survey.checkpoint, ...proved].filter(({ size }) => size === BigInt(seal.data.size));
    const { index } = seal;
    if (ofItsSize.length === 0) {
      const sentence = "No checkpoint of the seal's size is here, so that its root cannot be checked.";
      findings.add("seal-unanchored", sentence, { index });
    } else if (ofItsSize.some(({ root }) => !sameBytes(root, seal.root))) {
      findings.add("seal-differs", "The seal is of another tree than the checkpoint of its size.", { index });
    }
  }

  /** A thief's seal is not the operator's word. An auditor who replayed it found it true, whoever signed it. */
  checkSealKey(ledger) {
    const { seal } = this.replay;
    if (seal === null || replaying(this.auditors, seal).length > 0) return;
    const { index, recorded, kid } = seal;
    const end = ledger.theftOf(kid, recorded, Number(this.survey.checkpoint.size));
    if (end === null) return;
    const word = "that nothing was left out is nobody's word.";
    const sentence = `The key that signed the seal was compromised by then, by entry ${end.index}: ${word}`;
    this.findings.add("seal-key-compromised", sentence, { index });
  }

  /** What was left out, and what the user waived. */
  addCompleteness() {
    const { replay, findings } = this;
    if (replay.scope.kind === "ledger") {
      findings.add("entries-missing", "The bundle is of the whole ledger, and not every entry is here.");
    }
    if (replay.provingSeal !== null) return;
    if (this.given.unsealedOK) {
      findings.add("completeness-not-evaluated", "Whether something was left out was not evaluated.");
    } else {
      const sentence =
        "Not every history comes with a proof that nothing was left out; --unsealed-ok accepts the bundle without.";
      findings.add("unsealed", sentence);
    }
  }

  async checkSeals(watch) {
    if (this.replay === null || this.findings.result === "failed" || this.findings.has("unknown-type")) return;
    await recomputeSeals(this.source, this.survey, this.replay.seals, this.findings, watch);
  }

  report() {
    const { survey, replay, findings } = this;
    const { checkpoint } = survey;
    const completeness = this.completeness();
    return {
      result: findings.result,
      scope: survey.header === null ? null : { ...survey.header.scope },
      checkpoint: checkpoint === null ? null : checkpointOfReport(checkpoint),
      witnesses: this.witnesses
        .filter(({ size }) => size === checkpoint.size)
        .map(({ name, time }) => ({ name, time: formatTime(time) })),
      auditors: this.auditors.map(({ name, size, time }) => ({ name, size: Number(size), time: formatTime(time) })),
      anchors: this.anchors.reported,
      completeness: completeness.sentence,
      seal: completeness.seal,
      counts: { lines: survey.lineCount, ...(replay?.counts ?? emptyCounts()) },
      codes: findings.codes,
      findings: findings.findings,
      omittedFindings: findings.omitted,
      labels: this.derived === null ? [] : labelsOfReport(replay, this.derived),
    };
  }

  /** What is known about whether something was left out, and by whose word. */
  completeness() {
    const isAnybodysWord = this.findings.result !== "failed" && !this.findings.has("seal-key-compromised");
    if (this.replay !== null && isAnybodysWord) {
      const { isWhole, seal } = this.ownCompleteness();
      if (isWhole) return { sentence: "complete: the whole ledger is here", seal: null };
      if (seal !== null) return completeAsSealed(seal, replaying(this.auditors, seal));
    }
    return { sentence: "completeness not evaluated", seal: null };
  }

  /** The same by what the bundle itself holds: the whole ledger, or a seal. */
  ownCompleteness() {
    const { knowsEveryEvent, provingSeal } = this.replay;
    return { isWhole: knowsEveryEvent, seal: provingSeal };
  }
}

function completeAsSealed({ index, recorded, data: { size } }, auditors) {
  const names = auditors.map(({ name, time }) => `${name} (${formatTime(time)})`).join(", ");
  const word = auditors.length === 0 ? "sealed by the operator" : `replayed by ${names}`;
  const sentence = `complete as ${word}, known at ${size} entries (entry ${index} is the seal, recorded ${formatTime(recorded)})`;
  return { sentence, seal: { index, size, recorded: Number(recorded), replayedBy: auditors.map(({ name }) => name) } };
}

function checkpointOfReport({ origin, size, root }) {
  return { origin, size: Number(size), root: encodeBase64(root) };
}

function emptyCounts() {
  return { entries: 0, signatures: 0, disclosures: 0, withheld: 0, histories: 0, claims: 0 };
}

/** The second reading: entries are looked at many at once and folded in order; claims come after them. */
class EntryReading {
  constructor(verification, proofs) {
    this.verification = verification;
    this.survey = verification.survey;
    this.replay = verification.replay;
    this.given = verification.given;
    this.proofs = proofs;
    this.order = new EntryOrder();
    this.claimed = new Set();
  }

  /** While one block is folded, the next is hashed and its signatures are checked. */
  async read(watch) {
    let ahead = null;
    for await (const block of blocksOfLines(this.verification.source, watch)) {
      const examined = this.examine(block);
      // Who waits for the block before must not leave this one's failure unheard.
      examined.catch(() => {});
      if (ahead !== null) await this.take(await ahead);
      ahead = examined;
    }
    if (ahead !== null) await this.take(await ahead);
    await this.derive();
  }

  async examine(block) {
    const { survey, replay, proofs } = this;
    const entries = [];
    const claims = [];
    for (const line of block) {
      const isEntry = line.number >= survey.entries.first && line.number < survey.entries.end;
      const isClaim = line.number >= survey.claims.first && line.number < survey.claims.end;
      if (!isEntry && !isClaim) continue;
      const parsed = parsedLine(line);
      // What is out of order or range has its finding from the first reading.
      const isTaken = isEntry && parsed.kind === "entry" && this.order.take(parsed.index, survey.checkpoint.size, null);
      if (isTaken) entries.push(examineEntry(parsed, replay.keys, proofs));
      else if (isClaim && parsed.kind === "claim") claims.push(parsed);
    }
    return { entries: await Promise.all(entries), claims };
  }

  async take({ entries, claims }) {
    for (const entry of entries) await this.replay.take(entry);
    await this.replay.settle();
    if (claims.length === 0) return;
    await this.derive();
    for (const claim of claims) compareClaim(claim, this.replay, this.verification.derived, this.claimed);
  }

  /** Every entry was taken: looks at the whole, once. */
  async derive() {
    const { verification, replay, survey } = this;
    if (verification.derived !== null) return;
    if (replay.counts.entries !== survey.present.count) {
      throw new Unreadable("changed", survey.entries.first, "The input changed while it was read.");
    }
    await replay.finish();
    verification.derived = deriveVerdicts(replay, verification.knownSize, this.given.authorities);
    findDisputes(replay, verification.knownSize, verification.derived);
    findAdverseWithdrawals(replay, verification.knownSize);
    if (!replay.hasLaterEntries) return;
    const sizes = { seal: verification.knownSize, checkpoint: Number(survey.checkpoint.size) };
    compareWithLater(replay, verification.derived, sizes);
  }
}

/** SHA-256 of the first bytes of a source. */
async function hashOfStart(source, count, signal) {
  const bytes = new Uint8Array(count);
  let filled = 0;
  for await (const chunk of source.chunks()) {
    signal?.throwIfAborted();
    const part = chunk.subarray(0, count - filled);
    bytes.set(part, filled);
    filled += part.length;
    if (filled === count) break;
  }
  return sha256(bytes);
}

/**
 * How many entries the seal covers that proofs name, by its own account: that has to be known before the entries are taken. Null if
 * no such seal is here.
 */
async function sizeOfNamedSeal(source, survey, watch) {
  const { seal } = survey.listed;
  if (seal === null || !survey.present.has(seal)) return null;
  for await (const block of blocksOfLines(source, { ...watch, progress: () => {} })) {
    for (const line of block) {
      if (line.number < survey.entries.first || line.number >= survey.entries.end) continue;
      const index = indexAtHead(line.bytes);
      if (index !== null && index !== seal) continue;
      const parsed = parsedLine(line);
      if (parsed.kind === "entry" && parsed.index === seal) return sizeOfSeal(parsed.entry);
    }
  }
  return null;
}

function sizeOfSeal(text) {
  const opened = openEntry(text, utf8(text));
  const event = opened.kind === "fault" ? undefined : decodedPayload(opened.token).event;
  return event?.type === "touchmark.ledger.sealed" ? event.data.size : null;
}
