import { effectiveTime, referenceText } from "./Folds/effects.mjs";
import { isWithdrawnAt } from "./Folds/policy.mjs";
import { subjectText } from "./subjects.mjs";

/** Rules about what is there already and what has to be. Each gives `{rule, sentence}` or null. */

/** What is named by an id is created once. */
export function creationRefusal({ event }, histories) {
  if (!doesExist(event, histories)) return null;
  return { rule: "already-exists", sentence: `${event.subject} exists already.` };
}

function doesExist({ type, data, subject }, histories) {
  switch (type) {
    case "touchmark.authority.recognised":
      return (histories.fold(subject)?.recognition ?? null) !== null;
    case "touchmark.annotator.enrolled":
      return (histories.fold(subject)?.enrolment ?? null) !== null;
    case "touchmark.credential.issued":
    case "touchmark.credential.presented":
      return (histories.fold(subject)?.issue ?? null) !== null;
    case "touchmark.dataset.defined":
      return (histories.fold(subjectText("policy", data.dataset))?.definition ?? null) !== null;
    case "touchmark.item.registered":
      return (histories.fold(subject)?.registration ?? null) !== null;
    case "touchmark.guideline.published":
      return histories.fold(subject)?.hasVersion(data.version) ?? false;
    case "touchmark.session.recorded":
    case "touchmark.dataset.released":
    case "touchmark.model.trained":
    case "touchmark.decision.traced":
    case "touchmark.report.issued":
      return (histories.fold(subject)?.creation ?? null) !== null;
    default:
      return false;
  }
}

/** What an event speaks of is there: the dataset, the item, the person, the key, the release. */
export function existenceRefusal({ event }, histories) {
  const what = missingSubject(event.type.slice("touchmark.".length), event.data, histories);
  return what === null ? null : { rule: "unknown-subject", sentence: `${what} is not in this ledger.` };
}

/** What an event speaks of and is not there, in words; null if all is. */
function missingSubject(type, data, histories) {
  const authority = () => missingAuthority(data.authority, histories);
  const actor = () => missingActor(subjectText(data.kind, data.id), histories);
  const annotator = () => missingActor(subjectText("annotator", data.annotator), histories);
  switch (type) {
    case "ledger.key-retired":
      return missingLedgerKey(data, histories);
    case "authority.key-added":
    case "authority.withdrawn":
      return authority();
    case "authority.key-revoked":
      return authority() ?? missingKey(subjectText("authority", data.authority), data.kid, histories);
    case "annotator.key-rotated":
    case "annotator.suspended":
    case "annotator.reinstated":
      return actor();
    case "annotator.key-revoked":
      return actor() ?? missingKey(subjectText(data.kind, data.id), data.kid, histories);
    case "training.completed":
    case "credential.issued":
      return annotator();
    case "credential.presented":
      return annotator() ?? authority();
    case "credential.suspended":
    case "credential.reinstated":
    case "credential.revoked":
      return missingCredential(data, histories);
    default:
      return missingOfDataset(type, data, histories);
  }
}

function missingOfDataset(type, data, histories) {
  switch (type) {
    case "guideline.published":
      return firstMissing(data.datasets, (dataset) => missingDataset(dataset, histories));
    case "requirement.set":
    case "item.registered":
    case "operation.recorded":
    case "dataset.released":
    case "assessment.recorded":
    case "report.issued":
      return missingDataset(data.dataset, histories);
    case "item.synchronised":
    case "item.quarantined":
    case "item.readmitted":
    case "gold.placed":
      return missingItem(subjectText("item", data.dataset, data.item), histories);
    case "dataset.recalled":
      return missingCreation(subjectText("release", data.dataset, data.version), histories);
    case "model.trained":
      return firstMissing(data.releases, ({ dataset, version }) => missingCreation(subjectText("release", dataset, version), histories));
    case "system.placed":
    case "decision.traced":
      return missingCreation(subjectText("training", data.model.model, data.model.version), histories);
    case "report.signed":
      return missingReport(data, histories);
    default:
      return null;
  }
}

function firstMissing(elements, missing) {
  for (const element of elements) {
    const what = missing(element);
    if (what !== null) return what;
  }
  return null;
}

/** `words` if the history is here whole and what `isThere` asks of it does not hold. */
function missingUnless(subject, histories, isThere, words = subject) {
  const fold = histories.fold(subject);
  return fold === null || isThere(fold) ? null : words;
}

function missingAuthority(id, histories) {
  return missingUnless(subjectText("authority", id), histories, ({ recognition }) => recognition !== null);
}

function missingActor(subject, histories) {
  return missingUnless(subject, histories, ({ enrolment }) => enrolment !== null);
}

function missingKey(subject, kid, histories) {
  return missingUnless(subject, histories, ({ keys }) => keys.has(kid), `The key ${kid} of ${subject}`);
}

function missingLedgerKey({ kid, vkey }, histories) {
  const isThere = (fold) => (kid === undefined ? fold.hasLogKey(vkey) : fold.officerKeys.has(kid));
  return missingUnless("ledger:", histories, isThere, "The key to be retired");
}

function missingCredential({ authority, credential }, histories) {
  return missingUnless(subjectText("credential", authority, credential), histories, ({ issue }) => issue !== null);
}

function missingDataset(dataset, histories) {
  const words = subjectText("dataset", dataset);
  return missingUnless(subjectText("policy", dataset), histories, ({ definition }) => definition !== null, words);
}

function missingItem(subject, histories) {
  return missingUnless(subject, histories, ({ registration }) => registration !== null);
}

function missingCreation(subject, histories) {
  return missingUnless(subject, histories, ({ creation }) => creation !== null);
}

function missingReport({ report, of }, histories) {
  const subject = subjectText("report", report);
  const isThere = ({ creation }) => creation === referenceText(of);
  return missingUnless(subject, histories, isThere, `The issue of ${subject} that is signed`);
}

/**
 * A version of a guideline is withdrawn for all its datasets, by the operator or whoever published it; and again only with effect from an
 * earlier time, so that neither keeps the other from it.
 */
export function guidelineEndRefusal(entry, histories) {
  const { type, data, source, subject } = entry.event;
  const versions = type === "touchmark.guideline.withdrawn" ? versionsFor(data, histories) : null;
  if (versions === null) return null;
  const version = versions.of(data.of);
  if (version?.guideline !== data.guideline) {
    return { rule: "unknown-subject", sentence: `The version of ${subject} is not in this ledger.` };
  }
  const { publisher, datasets } = version;
  if (!source.startsWith("operator:") && source !== publisher) {
    return { rule: "not-its-own", sentence: `${source} withdrew a guideline that ${publisher} published.` };
  }
  if (!areSameSet(data.datasets, datasets)) {
    return { rule: "other-datasets", sentence: "datasets are not those that the version was published for." };
  }
  if (!isWithdrawnAt(version, effectiveTime(entry))) return null;
  return { rule: "guideline-withdrawn", sentence: "The version was withdrawn already, with effect by then." };
}

/** Whether two lists, in each of which everything stands once, hold the same. */
function areSameSet(one, other) {
  const there = new Set(other);
  return one.length === other.length && one.every((element) => there.has(element));
}

/** Where the publication stands: in the guideline's history and in those of its datasets' policies, whichever is here whole. */
function versionsFor({ guideline, datasets }, histories) {
  const own = histories.fold(subjectText("guideline", guideline));
  if (own !== null) return own.versions;
  const policies = datasets.map((dataset) => histories.fold(subjectText("policy", dataset)));
  return policies.find((policy) => policy !== null)?.guidelines ?? null;
}

/**
 * A suspension ends with a reinstatement by whoever suspended; one by a key known to be compromised has ended nothing, and one that is still to
 * come can be said anew.
 */
export function suspensionEndRefusal(entry, histories) {
  if (isOpenFor(entry, histories) !== false) return null;
  return { rule: "not-suspended", sentence: `There is no open suspension by ${entry.event.source}.` };
}

/** Whether there is a suspension that the event ends. Null if it is no reinstatement, or a history that says so is not here whole. */
function isOpenFor(entry, histories) {
  const { recorded, event: { type, data, source } } = entry;
  if (type === "touchmark.annotator.reinstated") {
    return histories.fold(subjectText(data.kind, data.id))?.suspended.isOpenBy(source, recorded) ?? null;
  }
  if (type !== "touchmark.credential.reinstated") return null;
  const credential = histories.fold(subjectText("credential", data.authority, data.credential));
  const authority = histories.fold(subjectText("authority", data.authority));
  return credential === null || authority === null ? null : credential.isSuspendedFor(entry, authority);
}

const sizedTypes = new Set(["touchmark.ledger.sealed", "touchmark.dataset.released", "touchmark.report.issued"]);

/** A seal, a release and a report speak of a part of the log that is there. */
export function sizeRefusal({ index, event: { type, data } }) {
  if (!sizedTypes.has(type) || data.size <= index) return null;
  return { rule: "size-ahead", sentence: `The size ${data.size} is beyond the log's ${index}.` };
}

/** An erasure names an event that is here, and the subjects that this event touches. */
export function erasureRefusal({ index, event: { type, data } }, histories) {
  if (type !== "touchmark.disclosure.erased") return null;
  const sentence = faultOfErasure(index, data, histories);
  return sentence === null ? null : { rule: "erasure", sentence };
}

function faultOfErasure(index, { event, subjects, digests }, histories) {
  const erased = histories.eventWithId(event.id);
  if (erased === undefined) {
    return histories.knowsEveryEvent ? "The event whose disclosures are erased is not in this ledger." : null;
  }
  if (erased.digest !== event.digest || erased.index >= index) return `The digest is not that of the event ${event.id}.`;
  const touched = erased.subjects.slice(0, -1);
  if (subjects[0] !== touched[0] || !areSameSet(subjects, touched)) return "subjects are those that the event touches, without work:, its primary first.";
  const sealed = new Set(erased.digestsOfSeals);
  return digests.every((digest) => sealed.has(digest)) ? null : "A digest is not one of the event's.";
}
