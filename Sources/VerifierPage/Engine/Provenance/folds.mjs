import { parseTime } from "../times.mjs";

/**
 * What the entries that touch one subject add up to, as far as rules need it. A fold keeps the index of whatever it keeps, so that a
 * rule can ask what was known at an earlier moment. Only admissible entries are applied, in the order of the log.
 */

/** A reference to an event, as one text. */
export function referenceText({ id, digest }) {
  return `${id} ${digest}`;
}

/** When something takes effect: what the event says, else when it was recorded. */
export function effectiveTime(entry) {
  const said = entry.event.data.effective;
  return said === undefined ? entry.recorded : parseTime(said);
}

/** The first place in a list at which `holds` is true, or its end. Where it is true once, it is true from there on. */
export function firstPlace(list, holds) {
  let low = 0;
  for (let high = list.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (holds(list[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What holds from some time on, in the order of the log: the first that holds is found without a look at all. */
class Onsets {
  /** Without what holds no earlier than something before it: `effective` falls from each to the next. */
  #steps = [];

  /** @param onset {index, effective} */
  push(onset) {
    if (this.#steps.length === 0 || onset.effective < this.#steps[this.#steps.length - 1].effective) this.#steps.push(onset);
  }

  /** The first in the log that holds at `time`, as known below `limit`; null if none does. */
  firstAt(time, limit) {
    const found = this.#steps[firstPlace(this.#steps, ({ effective }) => effective <= time)];
    return found === undefined || found.index >= limit ? null : found;
  }
}

/** A key of somebody's, from its introduction on. */
class KeyRecord {
  #onsets = new Onsets();
  #compromises = new Onsets();

  /** @param parent the key that signed the rotation to this one; undefined where none here did */
  constructor(kid, entry, rotatedFrom = null, parent = undefined) {
    this.kid = kid;
    this.index = entry.index;
    this.recorded = entry.recorded;
    /** The key that signed the rotation to this one; null for a key that an officer introduced. */
    this.rotatedFrom = rotatedFrom;
    this.parent = parent;
    this.ends = [];
    /** The first compromise known that voids a rotation which this key comes from; null if none does. */
    this.voidedBy = null;
    /** The rotations that it signed and that no compromise voids, by when they were recorded. */
    this.rotations = [];
    /** Whether its line begins with a key that an officer introduced, and how far up that is. */
    this.isRooted = parent === undefined ? rotatedFrom === null : parent.isRooted;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    /** A key further up, so that a search need not go through all (Myers, An applicative random-access stack, 1983). */
    this.shortcut = parent === undefined ? this : shortcutBelow(parent);
  }

  /** @param end {index, reason, effective} */
  addEnd(end) {
    this.ends.push(end);
    this.#onsets.push(end);
    if (end.reason === "compromised") this.#compromises.push(end);
  }

  /** The end that holds at `time` as known below `limit`, a compromise before any other; null if none does. */
  endAt(time, limit) {
    return this.#compromises.firstAt(time, limit) ?? this.#onsets.firstAt(time, limit);
  }

  /**
   * Whether what it signs at `time` is a thief's, as known below `limit`: it was compromised then, or a rotation that it comes from was
   * signed by a key that was.
   */
  isThief(time, limit) {
    return this.#compromises.firstAt(time, limit) !== null || (this.voidedBy !== null && this.voidedBy < limit);
  }

  descendsFrom(ancestor) {
    let key = this;
    while (key.depth > ancestor.depth) key = key.shortcut.depth >= ancestor.depth ? key.shortcut : key.parent;
    return key === ancestor;
  }
}

function shortcutBelow(parent) {
  const { depth, shortcut } = parent;
  return depth - shortcut.depth === shortcut.depth - shortcut.shortcut.depth ? shortcut.shortcut : parent;
}

/** The keys of somebody, with what each descends from. */
class KeyRing {
  #records = new Map();

  get(kid) {
    return this.#records.get(kid);
  }

  has(kid) {
    return this.#records.has(kid);
  }

  introduce(entry, rotatedFrom = null) {
    const { thumbprint } = entry.event.introduces;
    // A key enters once; admission refuses the second time.
    if (this.has(thumbprint)) return;
    // A key signs rotations only once it is in the ledger, so a line goes back in the log with each step, and ends.
    const parent = this.get(rotatedFrom);
    const record = new KeyRecord(thumbprint, entry, rotatedFrom, parent);
    this.#records.set(thumbprint, record);
    if (parent === undefined) return;
    const end = parent.endAt(entry.recorded, entry.index);
    const compromise = end?.reason === "compromised" ? end.index : Infinity;
    const voidedBy = Math.min(compromise, parent.voidedBy ?? Infinity);
    if (voidedBy < Infinity) record.voidedBy = voidedBy;
    else parent.rotations.splice(firstPlace(parent.rotations, ({ recorded }) => recorded > record.recorded), 0, record);
  }

  end(entry) {
    const { kid, reason } = entry.event.data;
    const key = this.get(kid);
    if (key === undefined) return;
    const end = { index: entry.index, reason, effective: effectiveTime(entry) };
    key.addEnd(end);
    if (reason !== "compromised") return;
    const { rotations } = key;
    while (rotations.length > 0 && rotations[rotations.length - 1].recorded >= end.effective) voidKey(rotations.pop(), end.index);
  }

  /** All that ended a key or those that it descends from. */
  endsOf(kid) {
    const ends = [];
    for (let key = this.get(kid); key !== undefined; key = key.parent) for (const end of key.ends) ends.push(end);
    return ends;
  }
}

/** Each key is voided once: what is said of it later is not the first. */
function voidKey(first, compromise) {
  const voided = [first];
  for (let key = voided.pop(); key !== undefined; key = voided.pop()) {
    key.voidedBy = compromise;
    for (const rotation of key.rotations) voided.push(rotation);
    key.rotations = [];
  }
}

/**
 * When somebody or something was suspended, and when reinstated. They are not kept in pairs: which reinstatement ended a suspension
 * depends on what is known of the keys that signed them.
 */
class Suspensions {
  #begun = [];
  #reinstatements = [];
  /**
   * Of whoever suspended, the last reinstatement since, or null. It was admitted because all before it were known to be void, which they
   * stay.
   */
  #lastSince = new Map();

  begin(entry) {
    this.#lastSince.set(entry.event.source, null);
    this.#begun.push({ index: entry.index, by: entry.event.source, effective: effectiveTime(entry) });
  }

  end({ index, recorded, kid, event }) {
    const said = effectiveTime({ recorded, event });
    // A reinstatement entitles, so it cannot reach back before it was said.
    const effective = said > recorded ? said : recorded;
    const reinstatement = { index, by: event.source, recorded, effective, kid };
    this.#reinstatements.push(reinstatement);
    if (this.#lastSince.has(event.source)) this.#lastSince.set(event.source, reinstatement);
  }

  /** Whether somebody has an open suspension that this actor may end. */
  isOpenBy(actor, isVoid = () => false) {
    const last = this.#lastSince.get(actor);
    return last === null || (last !== undefined && isVoid(last));
  }

  /** The suspensions, each with the first `reinstatement` after it by whoever suspended that is not void, or null. */
  ended(isVoid = () => false) {
    const ends = this.#begun.length === 0 ? [] : this.#reinstatements.filter((end) => !isVoid(end));
    const next = new Map();
    const latestFirst = [...this.#begun].reverse().map((suspension) => {
      while (ends.length > 0 && ends[ends.length - 1].index > suspension.index) {
        const end = ends.pop();
        next.set(end.by, end);
      }
      return { ...suspension, reinstatement: next.get(suspension.by) ?? null };
    });
    return latestFirst.reverse();
  }

  /** All moments at which one may begin or end. */
  get moments() {
    return [...this.#begun, ...this.#reinstatements].map(({ effective }) => effective);
  }
}

/** `ledger:` */
export class LedgerFold {
  opening = null;
  officerKeys = new Map();
  logKeys = [];
  policies = [];
  #logKeysByText = new Map();

  get opened() {
    return this.opening?.data ?? null;
  }

  get origin() {
    return this.opening?.ledger;
  }

  apply(entry) {
    const { type, data, vkey, introduces } = entry.event;
    if (type === "touchmark.ledger.opened") this.opening = entry.event;
    if (data.policy !== undefined) this.policies.push({ index: entry.index, policy: data.policy });
    if (vkey !== undefined) this.addLogKey(new LogKeyRecord(vkey, entry.index));
    if (introduces !== null && !this.officerKeys.has(introduces.thumbprint)) {
      const key = new KeyRecord(introduces.thumbprint, entry);
      this.officerKeys.set(introduces.thumbprint, { actor: introduces.actor, key });
    }
    if (type === "touchmark.ledger.key-retired") this.retire(entry);
  }

  addLogKey(key) {
    this.logKeys.push(key);
    const same = this.#logKeysByText.get(key.vkey);
    if (same === undefined) this.#logKeysByText.set(key.vkey, [key]);
    else same.push(key);
  }

  hasLogKey(vkey) {
    return this.#logKeysByText.has(vkey);
  }

  retire(entry) {
    const { kid, vkey, reason } = entry.event.data;
    const end = { index: entry.index, reason: reason === "rotated" ? "retired" : reason, effective: effectiveTime(entry) };
    if (kid !== undefined) this.officerKeys.get(kid)?.key.addEnd(end);
    for (const key of this.#logKeysByText.get(vkey) ?? []) key.ends.push(end);
  }

  /** The policy in force for the entry at `index`; undefined before the ledger is opened. */
  policyAt(index) {
    return this.policies[firstPlace(this.policies, (set) => set.index >= index) - 1]?.policy;
  }

  /** Whether the claimed time is further from the ledger's clock than the policy in force tolerates; none is without a policy. */
  isBeyondTolerance({ index, recorded, event: { time } }) {
    const seconds = this.policyAt(index)?.clockToleranceSeconds;
    if (seconds === undefined) return false;
    const distance = time > recorded ? time - recorded : recorded - time;
    return distance > BigInt(seconds) * 1_000_000n;
  }
}

/** A key that signs checkpoints. */
class LogKeyRecord {
  constructor(vkey, index) {
    this.vkey = vkey;
    this.index = index;
    this.ends = [];
  }

  get end() {
    return this.ends.find(({ reason }) => reason === "compromised") ?? this.ends[0] ?? null;
  }
}

/** `authority:<id>` */
export class AuthorityFold {
  recognition = null;
  keys = new KeyRing();
  withdrawals = [];
  #withdrawalOnsets = new Onsets();

  apply(entry) {
    const { type, data, source, introduces } = entry.event;
    switch (type) {
      case "touchmark.authority.recognised":
        this.recognition = { index: entry.index, competences: data.competences, kid: introduces.thumbprint };
        this.keys.introduce(entry);
        break;
      case "touchmark.authority.key-added":
        // What the authority adds by a key of its own descends from that key; what the operator adds, from none.
        this.keys.introduce(entry, source.startsWith("authority:") ? entry.kid : null);
        break;
      case "touchmark.authority.key-revoked":
        this.keys.end(entry);
        break;
      case "touchmark.authority.withdrawn":
        this.withdraw({ index: entry.index, effective: effectiveTime(entry) });
        break;
      default:
        break;
    }
  }

  withdraw(withdrawal) {
    this.withdrawals.push(withdrawal);
    this.#withdrawalOnsets.push(withdrawal);
  }

  isWithdrawn(time, limit) {
    return this.#withdrawalOnsets.firstAt(time, limit) !== null;
  }

  isThief(kid, time, limit) {
    return this.keys.get(kid)?.isThief(time, limit) ?? false;
  }

  /**
   * Whether `kid` is the key `root` or was brought in by it, key by key, and nothing known below `limit` says that what it signed at
   * `time` is a thief's. What brought `root` in is not asked: whoever names it knows it.
   */
  descendsFrom(root, kid, time, limit) {
    const [top, own] = [this.keys.get(root), this.keys.get(kid)];
    if (top === undefined || !own?.descendsFrom(top)) return false;
    if (!own.isThief(time, limit)) return true;
    const isCompromisedAt = (key, signed) => key.endAt(signed, limit)?.reason === "compromised";
    let signed = time;
    for (let key = own; ; key = key.parent) {
      if (isCompromisedAt(key, signed)) return false;
      if (key === top) return true;
      signed = key.recorded;
    }
  }
}

/** What says that somebody, or a credential of hers, was in good standing or not. */
const examinedTypes = new Set([
  "touchmark.annotator.suspended",
  "touchmark.annotator.reinstated",
  "touchmark.credential.issued",
  "touchmark.credential.presented",
  "touchmark.credential.suspended",
  "touchmark.credential.reinstated",
  "touchmark.credential.revoked",
]);

/** `annotator:<id>`, `model:<id>`, `connector:<id>` */
export class StandingFold {
  enrolment = null;
  keys = new KeyRing();
  suspended = new Suspensions();
  /** `credential:` subjects in the order of their issue. */
  credentials = [];
  /** How many entries a verdict on what this actor signs may have to look at: suspensions and credentials, and their ends. */
  examinationCount = 0;

  /** Officers suspend and reinstate people, and what an officer's key has signed is not void later. */
  get suspensions() {
    return this.suspended.ended();
  }

  apply(entry) {
    if (examinedTypes.has(entry.event.type)) this.examinationCount += 1;
    switch (entry.event.type) {
      case "touchmark.annotator.enrolled":
        this.enrolment = { index: entry.index, custody: entry.event.data.custody };
        this.keys.introduce(entry);
        break;
      case "touchmark.annotator.key-rotated":
        this.keys.introduce(entry, entry.kid);
        break;
      case "touchmark.annotator.key-revoked":
        this.keys.end(entry);
        break;
      case "touchmark.annotator.suspended":
        this.suspended.begin(entry);
        break;
      case "touchmark.annotator.reinstated":
        this.suspended.end(entry);
        break;
      case "touchmark.credential.issued":
      case "touchmark.credential.presented":
        this.credentials.push(entry.event.subject);
        break;
      default:
        break;
    }
  }
}

/** `credential:<authority>/<id>` */
export class CredentialFold {
  issue = null;
  suspended = new Suspensions();
  revocations = [];
  #revocationOnsets = new Onsets();

  /**
   * Without the reinstatements by keys of the authority that are known, below `limit`, to have been compromised then: they end nothing,
   * and the next one does.
   */
  suspensionsIssuedBy(authority, limit) {
    return this.suspended.ended(isVoidBy(authority, limit));
  }

  /** Whether somebody has an open suspension that this actor may end, by `suspensionsIssuedBy`. */
  isSuspendedBy(actor, authority, limit) {
    return this.suspended.isOpenBy(actor, isVoidBy(authority, limit));
  }

  /** Ended by no keys but `root`, which an authority is known by, and those that it brought in, as known below `limit`. */
  suspensionsEndedByKnown(authority, root, limit) {
    return this.suspended.ended(({ kid, recorded }) => !authority.descendsFrom(root, kid, recorded, limit));
  }

  isRevoked(time, limit) {
    return this.#revocationOnsets.firstAt(time, limit) !== null;
  }

  revoke(revocation) {
    this.revocations.push(revocation);
    this.#revocationOnsets.push(revocation);
  }

  apply(entry) {
    switch (entry.event.type) {
      case "touchmark.credential.issued":
        this.issue = issueOf(entry, entry.kid, null);
        break;
      case "touchmark.credential.presented":
        this.issue = issueOf(entry, null, entry.event.source);
        break;
      case "touchmark.credential.suspended":
        this.suspended.begin(entry);
        break;
      case "touchmark.credential.reinstated":
        this.suspended.end(entry);
        break;
      case "touchmark.credential.revoked":
        this.revoke({ index: entry.index, effective: effectiveTime(entry) });
        break;
      default:
        break;
    }
  }
}

/** Which reinstatements are by a key that is known, below `limit`, to have been a thief's then. */
function isVoidBy(authority, limit) {
  return ({ kid, recorded }) => authority.isThief(kid, recorded, limit);
}

function issueOf({ index, recorded, event: { data } }, issuingKey, presentedBy) {
  const { annotator, kid, competence } = data;
  const term = { validFrom: parseTime(data.validFrom), validUntil: parseTime(data.validUntil) };
  return { index, recorded, annotator, kid, competence, ...term, issuingKey, presentedBy };
}

/** `policy:<dataset>` */
export class PolicyFold {
  definition = null;
  requirements = [];
  guidelines = new GuidelineVersions();

  apply(entry) {
    const { index, event } = entry;
    if (event.type === "touchmark.dataset.defined") this.definition = index;
    if (event.type === "touchmark.requirement.set") this.requirements.push({ index, data: event.data });
    this.guidelines.apply(entry);
  }

  /** The requirements in force for the entry at `index`, `{index, data}`; null if there are none. */
  requirementsAt(index) {
    return this.requirements[firstPlace(this.requirements, (set) => set.index >= index) - 1] ?? null;
  }

  /** The row in force for a label of this name at `index`; undefined if none names it. */
  rowAt(index, name) {
    const rows = this.requirementsAt(index)?.data.requirements ?? [];
    const names = ({ labels }) => (Array.isArray(labels) ? labels : [labels]);
    return rows.find((row) => names(row).includes(name)) ?? rows.find((row) => names(row).includes("*"));
  }
}

/** Versions of guidelines by their publication, and from when each is withdrawn. */
class GuidelineVersions {
  #published = new Map();

  apply(entry) {
    const { digest, event } = entry;
    if (event.type === "touchmark.guideline.published") {
      const { guideline, version, datasets } = event.data;
      const reference = referenceText({ id: event.id, digest });
      // In a log that admission did not watch over an event may come twice.
      if (this.#published.has(reference)) return;
      this.#published.set(reference, { guideline, version, datasets, publisher: event.source, withdrawnFrom: null });
    }
    if (event.type !== "touchmark.guideline.withdrawn") return;
    const withdrawn = this.of(event.data.of);
    if (withdrawn !== undefined) withdrawn.withdrawnFrom ??= effectiveTime(entry);
  }

  /** The version that an event published: {guideline, version, datasets, publisher, withdrawnFrom}; undefined if it published none. */
  of(reference) {
    return this.#published.get(referenceText(reference));
  }
}

/** `guideline:<id>` */
export class GuidelineFold {
  versions = new GuidelineVersions();
  /** What they are called. */
  #names = new Set();

  apply(entry) {
    this.versions.apply(entry);
    if (entry.event.type === "touchmark.guideline.published") this.#names.add(entry.event.data.version);
  }

  hasVersion(name) {
    return this.#names.has(name);
  }
}

/** `item:<dataset>/<item>` */
export class ItemFold {
  registration = null;

  apply({ digest, event }) {
    if (event.type === "touchmark.item.registered") this.registration = referenceText({ id: event.id, digest });
  }
}

const headKinds = new Map(
  Object.entries({
    "touchmark.label.suggested": "suggested",
    "touchmark.label.asserted": "asserted",
    "touchmark.label.revised": "revised",
    "touchmark.label.withdrawn": "withdrawn",
    "touchmark.relation.asserted": "related",
    "touchmark.preference.ranked": "ranked",
    "touchmark.adjudication.decided": "adjudicated",
  }),
);

/** Whether an event gives a label a value; not a withdrawal, nor a review, whose value is a proposal. */
export function givesLabelValue({ type }) {
  return headKinds.has(type) && headKinds.get(type) !== "withdrawn";
}

/** Whether an event has the address of a label. */
export function isOfLabel({ type }) {
  return headKinds.has(type) || type === "touchmark.review.recorded";
}

/** Who said something of a label, when, and under which key: what a verdict is about. */
export function statementOf({ index, recorded, kid, event }) {
  return { index, recorded, source: event.source, kid, dataset: event.data.dataset, name: event.data.name };
}

const signerLimit = 256;

/** `label:<dataset>/<item>/<label>` */
export class LabelFold {
  /** The event that gave the label its value or took it away: {reference, kind, statement}. */
  head = null;
  /** The statements of the reviews that accept the head since one that did not; null if there was none that did not. */
  acceptances = null;
  /** Who signed events of it, each once. */
  signers = [];

  get hasValue() {
    return this.head !== null && this.head.kind !== "withdrawn";
  }

  /** Takes in an entry whose primary subject the label is. */
  apply(entry) {
    const { type, id, data, source } = entry.event;
    const isReview = type === "touchmark.review.recorded";
    const isSigned = isReview || headKinds.has(type);
    if (isSigned && this.signers.length < signerLimit && !this.signers.includes(source)) this.signers.push(source);
    if (isReview) {
      if (data.outcome === "accepted") this.acceptances?.push(statementOf(entry));
      else this.acceptances = [];
      return;
    }
    const kind = headKinds.get(type);
    if (kind === undefined) return;
    this.head = { reference: referenceText({ id, digest: entry.digest }), kind, statement: statementOf(entry) };
    this.acceptances = null;
  }
}

/** `question:<dataset>/<item>/<name>` */
export class QuestionFold {
  suggestions = new Set();

  apply({ digest, event }) {
    if (event.type === "touchmark.label.suggested") this.suggestions.add(referenceText({ id: event.id, digest }));
  }
}

const creationTypes = new Set([
  "touchmark.session.recorded",
  "touchmark.dataset.released",
  "touchmark.model.trained",
  "touchmark.decision.traced",
  "touchmark.report.issued",
]);

/** A subject that is named once, by the event that creates it. */
export class CreationFold {
  creation = null;

  apply({ digest, event }, subject) {
    // Other events touch a release or a training too; only the one whose primary subject it is creates it.
    if (this.creation !== null || event.subject !== subject || !creationTypes.has(event.type)) return;
    this.creation = referenceText({ id: event.id, digest });
  }
}
