import { decodeBase64url } from "./base64.mjs";
import { sameBytes } from "./bytes.mjs";
import { resolveEntry } from "./examination.mjs";
import { FindingLog } from "./findings.mjs";
import { IndexRuns } from "./indexRuns.mjs";
import { LogRange } from "./merkle.mjs";
import { EvidenceClosure, ExaminationBudget, World, effectiveTime, hasAmbiguousSeal, placeDisclosures } from "./Provenance/provenance.mjs";
import { RecordedBelow } from "./Time/recordedBelow.mjs";
import { formatTime } from "./times.mjs";
import { quotedText } from "./visibleText.mjs";

const entriesPastSealLimit = 65_536n;

/** How many entries of a tree a seal does not cover, its own left out. `size`: a BigInt. */
export function countPast({ index, data }, size) {
  const past = size - BigInt(data.size);
  return past <= 0n ? 0n : past - (BigInt(index) < size ? 1n : 0n);
}

/** Goes through the entries of a bundle in order: asks the rules of admission again and folds what they let pass. */
export class EntryReplay {
  constructor(survey, knowsEveryEvent, onEntry) {
    this.knowsEveryEvent = knowsEveryEvent;
    this.checkpoint = survey.checkpoint;
    this.scope = survey.header.scope;
    this.listed = survey.listed;
    this.onEntry = onEntry;
    this.world = new World({
      knowsEveryEvent,
      isWhole: (subject) => knowsEveryEvent || this.listed.isWhole(subject),
    });
    this.findings = new FindingLog();
    this.counts = { entries: 0, signatures: 0, disclosures: 0, withheld: 0, histories: 0, claims: 0 };
    /** Keys that admissible entries brought in: thumbprint -> {actor, key}. */
    this.keys = new Map();
    this.closure = this.scope.kind === "ledger" ? null : new EvidenceClosure(this.scope);
    this.range = new LogRange();
    this.leaves = [];
    this.lastRecorded = null;
    /** For the verdicts that admission asks for. */
    this.budget = new ExaminationBudget();
    this.recordedBelow = new RecordedBelow([survey.checkpoint, ...survey.further.map(({ checkpoint }) => checkpoint)].map(({ size }) => size));
    /** Entries of which nobody can say what they touch. */
    this.opaque = new IndexRuns();
    this.isScopeTouched = false;
    /** The seal that the proofs of histories name, once it was taken. */
    this.seal = null;
    /**
     * The same seal, if completeness rests on it: not every entry is here, and proofs show of every history that the verdicts rest on that
     * nothing was left out when it was sealed. Known once all entries were taken.
     */
    this.provingSeal = null;
    /** All seals, where every entry is here. */
    this.seals = [];
  }

  isWhole(subject) {
    return this.knowsEveryEvent || this.listed.isWhole(subject);
  }

  report(code, index, sentence, about = {}) {
    this.findings.add(code, sentence, { index, ...about });
  }

  /** Takes the next entry. Indices rise. */
  async take(examined) {
    this.counts.entries += 1;
    if (this.knowsEveryEvent) this.leaves.push(examined.leaf);
    this.checkProof(examined);
    await resolveEntry(examined, this.keys);
    const entry = this.entryOf(examined);
    if (entry === null) return;
    this.counts.signatures += 1;
    this.checkTime(entry);
    this.checkSeals(entry);
    this.checkDisclosures(examined, entry.event);
    this.touch(entry, examined.leaf);
    this.closure?.follow(entry.event, { id: entry.event.id, digest: entry.digest });
    const admissible = this.admit(entry);
    if (admissible) this.note(entry);
    this.tell(entry, examined, admissible);
  }

  /** Hashes what was put off while entries were taken. */
  async settle() {
    const { leaves } = this;
    this.leaves = [];
    await Promise.all([this.range.append(leaves), this.listed.settle()]);
  }

  checkProof({ index, proof }) {
    if (proof === "verified") return;
    if (proof !== null) this.report(proof.code, index, proof.sentence);
    // With all entries here, their root is compared at the end.
    else if (!this.knowsEveryEvent) {
      this.report("entry-unproven", index, "Neither an inclusion proof nor tiles lead from the entry to the root.");
    }
  }

  /** The entry as the rules see it; null if its signature does not hold or it is no event. */
  entryOf({ index, content }) {
    if (content.kind === "signed") {
      return { index, recorded: content.recorded, event: content.event, kid: content.kid, digest: content.digest };
    }
    this.opaque.append(index, index + 1);
    this.listed.pass(index, this.opaque, this.findings);
    if (content.kind === "fault") {
      this.report(content.code, index, content.sentence);
    } else if (content.kind === "key-unknown") {
      this.report("unknown-key", index, "The entry is signed by a key that no entry before it in the bundle introduces.");
    } else {
      this.counts.signatures += 1;
      this.checkOrder(content.recorded, index);
      this.report("unknown-type", index, "The event is of a type that this version does not know; it was passed over.");
    }
    return null;
  }

  checkOrder(recorded, index) {
    if (this.lastRecorded !== null && recorded <= this.lastRecorded) {
      this.report("recorded-order", index, "The entry was not recorded after the one before it.");
    } else {
      this.lastRecorded = recorded;
    }
    this.recordedBelow.take(index, recorded);
  }

  checkTime({ index, recorded, event }) {
    this.checkOrder(recorded, index);
    if (!this.world.ledger.isBeyondTolerance({ index, recorded, event })) return;
    const sentence = "The time that the signer claims is further from the ledger's clock than its policy tolerates.";
    this.report("clock-tolerance", index, sentence);
  }

  checkSeals({ index, event }) {
    if (!hasAmbiguousSeal(event)) return;
    const sentence = "The signer may have sealed two values of one member: what is disclosed of it need not be all that can be.";
    this.report("seal-ambiguous", index, sentence);
  }

  checkDisclosures({ index, disclosures }, event) {
    if (disclosures.problem !== undefined) return this.report("disclosure-mismatch", index, disclosures.problem);
    const { seals = [] } = event;
    const { list } = disclosures;
    if (seals.length === 0 && list.length === 0) return undefined;
    const mismatch = placeDisclosures(event, list);
    if (mismatch !== null) return this.report("disclosure-mismatch", index, mismatch);
    this.counts.disclosures += list.length;
    // Withheld, erased, lost, or decoys: they look alike.
    this.counts.withheld += seals.reduce((sum, { digests }) => sum + digests.length, 0) - list.length;
    return undefined;
  }

  touch({ index, event }, leaf) {
    if (!this.isScopeTouched) this.isScopeTouched = event.subjects.includes(this.scope.subject);
    if (this.listed.count === 0) return;
    for (const subject of event.subjects) this.listed.touch(subject, index, leaf, this.opaque, this.findings);
    this.listed.pass(index, this.opaque, this.findings);
  }

  /** Folds the entry, if nothing speaks against it. */
  admit(entry) {
    const refusal = this.world.refusal(entry, this.canAskVerdict(entry));
    if (refusal !== null) {
      this.report("inadmissible", entry.index, refusal.sentence, { rule: refusal.rule });
      return false;
    }
    // The rules have asked this where the signer's standing is here whole.
    if (entry.index !== 0 && this.keys.get(entry.kid)?.actor !== entry.event.source) {
      this.report("unknown-key", entry.index, `The key was not introduced for ${entry.event.source}.`);
      return false;
    }
    this.world.apply(entry);
    const introduced = entry.event.introduces;
    if (introduced !== null && !this.keys.has(introduced.thumbprint)) {
      this.keys.set(introduced.thumbprint, { actor: introduced.actor, key: introduced.key });
    }
    return true;
  }

  /** Whether the verdict that may refuse the entry, if one may, can be afforded. */
  canAskVerdict(entry) {
    if (this.budget.take([this.world.examinationsOfAdmission(entry)])) return true;
    const sentence =
      "More is said of the signer and her credentials than a verifier looks at; whether the dataset refuses the label is not known.";
    this.report("limit-exceeded", entry.index, sentence);
    return false;
  }

  /** What an entry that was folded says of others. */
  note({ index, recorded, kid, event }) {
    switch (event.type) {
      case "touchmark.ledger.sealed":
        this.noteSeal({
          index,
          recorded,
          kid,
          data: event.data,
          root: decodeBase64url(event.data.root),
          indexRoot: decodeBase64url(event.data.indexRoot),
        });
        break;
      case "touchmark.guideline.withdrawn":
        this.noteWithdrawal(index, recorded, event);
        break;
      case "touchmark.disclosure.erased":
        this.noteErasure(index, recorded, event.data);
        break;
      default:
        break;
    }
  }

  noteSeal(seal) {
    if (seal.index === this.listed.seal) this.seal = seal;
    if (this.knowsEveryEvent) this.seals.push(seal);
  }

  noteWithdrawal(index, recorded, event) {
    const { data, subject, source } = event;
    const from = formatTime(effectiveTime({ recorded, event }));
    const sentence =
      `A version of this guideline was withdrawn by ${source} on ${formatTime(recorded)}, with effect from ${from}: ` +
      `${quotedText(data.reason)}. Labels that cite ${data.of.id} followed it.`;
    this.report("guideline-withdrawn", index, sentence, { subject });
  }

  noteErasure(index, recorded, { event, digests, subjects, legalBasis }) {
    const [what, were] = digests.length === 1 ? ["value", "was"] : ["values", "were"];
    const when = `on ${formatTime(recorded)} under ${quotedText(legalBasis)}`;
    const sentence = `${digests.length} sealed ${what} of the event ${event.id} ${were} erased ${when}.`;
    this.report("disclosure-erased", index, sentence, { subject: subjects[0] });
  }

  tell(entry, examined, admissible) {
    if (this.onEntry === undefined) return;
    const { index, recorded, digest, event } = entry;
    // A disclosure that belongs nowhere is not shown as the event's.
    const disclosures = (examined.disclosures.list ?? [])
      .filter(({ object }) => object !== undefined)
      .map(({ object, name, value }) => ({ object, name, value }));
    this.onEntry({ index, recorded, payload: event.payload, disclosures, digest, admissible });
  }

  /** All entries were taken: looks at what only the whole can show. */
  async finish() {
    this.listed.finish(this.opaque, this.findings);
    this.counts.histories = this.listed.count;
    if (this.world.ledger.opened === null) {
      const sentence = "Entry 0, which opens the ledger and names its keys, is not here or does not hold.";
      this.findings.add("opening-missing", sentence);
    }
    if (!this.isScopeTouched) {
      const { subject } = this.scope;
      this.findings.add("scope-empty", "No entry is about what the bundle is to prove.", { subject });
    }
    if (this.knowsEveryEvent) await this.checkRoot();
    else this.checkClosure();
    this.checkSeal();
  }

  async checkRoot() {
    const { size, root } = this.checkpoint;
    if (BigInt(this.range.size) === size && sameBytes(await this.range.root(), root)) return;
    this.findings.add("root-differs", "The entries do not make up the root of the checkpoint.");
  }

  checkClosure() {
    for (const subject of this.closure?.subjects ?? []) {
      if (this.isWhole(subject)) continue;
      const sentence = "The verdicts rest on this history, and it is not here whole.";
      this.findings.add("history-missing", sentence, { subject });
    }
  }

  /** Whether the histories are all that there was when they were sealed. */
  checkSeal() {
    const named = this.listed.seal;
    if (named === null) return;
    if (this.seal === null || this.seal.data.size !== this.listed.sealedSize) {
      this.report("seal-missing", named, "Proofs name this entry as the seal, and it is not here as one that holds.");
      return;
    }
    this.listed.prove(this.seal.indexRoot, this.findings);
    if (this.knowsEveryEvent) return;
    if (this.closure?.subjects.every((subject) => this.listed.isProven(subject)) ?? false) this.provingSeal = this.seal;
    // Of the log's, not of those that are here: whoever leaves some out must not seem to be newer.
    const past = countPast(this.seal, this.checkpoint.size);
    if (past > entriesPastSealLimit) {
      this.report("seal-stale", named, "The log has more than 65,536 entries that the seal does not cover.");
    } else if (past > 0n) {
      const entries = past === 1n ? "entry" : "entries";
      const uncounted = this.provingSeal !== null ? ", and what is said of now does not count them" : "";
      const sentence = `The log has ${past} ${entries} that the seal does not cover: whether all of them that matter are here is not known${uncounted}.`;
      this.report("past-seal", named, sentence);
    }
  }

  /**
   * Of the tree that verdicts *now* are as known at: a seal's only where completeness rests on it, so that no proof that somebody adds
   * makes less known than is here.
   */
  get knownSize() {
    return this.provingSeal?.data.size ?? Number(this.checkpoint.size);
  }

  /** Whether entries may be here that `knownSize` does not count. */
  get hasLaterEntries() {
    return this.provingSeal !== null && countPast(this.provingSeal, this.checkpoint.size) > 0n;
  }
}
