import { admissionExaminations, admissionRefusal } from "./admission.mjs";
import { BoundarySearch } from "./boundary.mjs";
import { AuthorityFold } from "./Folds/authority.mjs";
import { CreationFold } from "./Folds/creation.mjs";
import { CredentialFold } from "./Folds/credential.mjs";
import { ItemFold, LabelFold, QuestionFold } from "./Folds/labels.mjs";
import { LedgerFold } from "./Folds/ledger.mjs";
import { GuidelineFold, PolicyFold } from "./Folds/policy.mjs";
import { StandingFold } from "./Folds/standing.mjs";
import { doesEntitle, isDisputed, isEnrolled, judgeActBoth, judgeBoth, judgeStatement, suspensionsByKnown } from "./judge.mjs";
import { subjectText } from "./subjects.mjs";

/** Which fold the histories of a kind of subject have; kinds that no rule reads have none. */
const foldsByKind = {
  ledger: LedgerFold,
  authority: AuthorityFold,
  annotator: StandingFold,
  model: StandingFold,
  connector: StandingFold,
  credential: CredentialFold,
  policy: PolicyFold,
  guideline: GuidelineFold,
  item: ItemFold,
  label: LabelFold,
  question: QuestionFold,
  session: CreationFold,
  release: CreationFold,
  training: CreationFold,
  decision: CreationFold,
  report: CreationFold,
};

function kindOfSubject(subject) {
  return subject.slice(0, subject.indexOf(":"));
}

/** The histories of a bundle, folded as far as its entries were applied: what the rules read. */
export class World {
  /** @param about {knowsEveryEvent, isWhole(subject)} */
  constructor({ knowsEveryEvent, isWhole }) {
    this.knowsEveryEvent = knowsEveryEvent;
    this.isWhole = isWhole;
    this.folds = new Map();
    this.labelFolds = new Map();
    this.events = new Map();
    this.introducers = new Map();
    this.ledger = new LedgerFold();
    this.folds.set("ledger:", this.ledger);
  }

  /** Why the rules refuse an entry, `{rule, sentence}`, or null. `asksVerdict`: whether a verdict is asked for. */
  refusal(entry, asksVerdict) {
    return admissionRefusal(entry, this, asksVerdict);
  }

  /** How many entries about the signer a verdict would look at that may refuse an entry; 0 where no verdict may. */
  examinationsOfAdmission(entry) {
    return admissionExaminations(entry, this);
  }

  /** How many entries a verdict on what an actor signed may have to look at; 0 where the history is not here whole: there is none then. */
  examinationCount(source) {
    return this.fold(source)?.examinationCount ?? 0;
  }

  /** The fold of a subject's history, empty if nothing touched it; null if it is not here whole. */
  fold(subject) {
    if (!this.isWhole(subject)) return null;
    const found = this.folds.get(subject) ?? this.labelFolds.get(subject);
    return found ?? new foldsByKind[kindOfSubject(subject)]();
  }

  /** Takes in an admissible entry. */
  apply(entry) {
    const { event, index, digest } = entry;
    this.remember(event, index, digest);
    for (const subject of event.subjects) this.applyTo(subject, entry);
    const introduced = event.introduces;
    if (introduced !== null && !this.introducers.has(introduced.thumbprint)) {
      this.introducers.set(introduced.thumbprint, introduced.actor);
    }
  }

  remember({ id, subjects, seals, source }, index, digest) {
    // Texts, not lists: there may be hundreds of thousands.
    const digests = (seals ?? []).flatMap((seal) => seal.digests).join(" ");
    if (!this.events.has(id)) this.events.set(id, { index, digest, source, subjects: subjects.join(" "), digests });
  }

  applyTo(subject, entry) {
    const kind = kindOfSubject(subject);
    const Fold = foldsByKind[kind];
    // What touches a label in passing leaves it as it is.
    if (Fold === undefined || (kind === "label" && entry.event.subject !== subject)) return;
    // An event may name thousands of subjects. What is not here whole is not given out, and will not become whole.
    if (kind !== "ledger" && !this.isWhole(subject)) return;
    if (kind === "question" && entry.event.type !== "touchmark.label.suggested") return;
    const folds = kind === "label" ? this.labelFolds : this.folds;
    let fold = folds.get(subject);
    if (fold === undefined) {
      fold = new Fold();
      folds.set(subject, fold);
    }
    fold.apply(entry, subject);
  }

  /** Where the event with this id stands: {index, digest, source, subjects: [text], digestsOfSeals: [text]}; undefined if nowhere. */
  eventWithId(id) {
    const found = this.events.get(id);
    if (found === undefined) return undefined;
    const { index, digest, source, subjects, digests } = found;
    return { index, digest, source, subjects: subjects.split(" "), digestsOfSeals: digests === "" ? [] : digests.split(" ") };
  }

  /** Who brought a key into the ledger. */
  introducer(kid) {
    return this.introducers.get(kid);
  }

  /** The labels in the order in which they were made: [{subject, signers, attributedTo, hasHead, hasValue}]. */
  *labels() {
    for (const subject of this.labelFolds.keys()) yield this.label(subject);
  }

  label(subject) {
    const fold = this.labelFolds.get(subject);
    if (fold === undefined) return undefined;
    const { signers, hasValue, head } = fold;
    return { subject, signers, attributedTo: head?.statement.source, hasHead: head !== null, hasValue };
  }

  /** {then, now} of a label that has a value; null if a history that the verdict rests on is not here whole. */
  verdicts(subject, size) {
    return judgeBoth(this.statementOf(subject), size, this);
  }

  /** Where the last review stands that disputes a label; undefined where none does. */
  doubtOf(subject) {
    return this.labelFolds.get(subject).doubt?.index;
  }

  /** Who signed the reviews that may settle the dispute of a label; empty where there is none. */
  settlersOf(subject) {
    return (this.labelFolds.get(subject).acceptances ?? []).map(({ source }) => source);
  }

  /** Whether a label is in dispute, as known at a log size; reviews from `place` on settle nothing. */
  isDisputed(subject, size, place = Infinity) {
    return isDisputed(this.labelFolds.get(subject), size, this, place);
  }

  /** Which enrolled actor withdrew a label; null if none did. An officer's withdrawal has no verdict. */
  withdrawerOf(subject) {
    const { head, hasValue } = this.labelFolds.get(subject);
    return head === null || hasValue || !isEnrolled(head.statement.source) ? null : head.statement.source;
  }

  /** {then, now} on the withdrawal of a label by an enrolled actor; null if a history that they rest on is not here whole. */
  withdrawalVerdicts(subject, size) {
    return judgeActBoth(this.statementOf(subject), size, this);
  }

  /** Who said what holds of a label, or took it away: {index, recorded, …}. */
  statementOf(subject) {
    return this.labelFolds.get(subject).head.statement;
  }

  /** For asking where verdicts turn, as known at a log size, within the spans of entries. */
  boundaries(size, spanOf) {
    return new BoundarySearch(size, spanOf, this);
  }

  judge(statement, known) {
    return judgeStatement(statement, known, this);
  }

  /** All credentials that an actor was given, in the order of the log; empty where the history is not here whole. */
  credentialsOf(source) {
    return this.fold(source)?.credentials ?? [];
  }

  /** Whether a credential alone would make the verdict on a statement a certificate. */
  doesEntitle(credential, statement, known) {
    return doesEntitle(credential, statement, known, this);
  }

  /** The suspensions of a credential by the word of a known authority alone; null if none stands behind it. */
  suspensionsByKnown(credential, known, size) {
    return suspensionsByKnown(credential, known, size, this);
  }

  /**
   * Authorities of the ledger that have the id of a known one and were recognised with another key than that one or, as known at `size`, one
   * that it comes from.
   */
  differingAuthorities(known, size) {
    const found = [];
    for (const id of Object.keys(known).sort()) {
      const subject = subjectText("authority", id);
      const authority = this.fold(subject);
      const recognition = authority?.recognition ?? null;
      if (recognition === null || recognition.kid === known[id]) continue;
      const later = authority.keys.get(known[id]);
      if (later !== undefined && authority.descendsFrom(recognition.kid, known[id], later.recorded, size)) continue;
      found.push({ subject, index: recognition.index });
    }
    return found;
  }
}
