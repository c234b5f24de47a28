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

/** A key of somebody's, from its introduction on. */
class KeyRecord {
  constructor(kid, entry, rotatedFrom) {
    this.kid = kid;
    this.index = entry.index;
    this.recorded = entry.recorded;
    /** The key that signed the rotation to this one; null for a key that an officer introduced. */
    this.rotatedFrom = rotatedFrom;
    this.ends = [];
  }

  /** The end that holds at `time` as known below `limit`, a compromise before any other; null if none does. */
  endAt(time, limit) {
    const holding = this.ends.filter((end) => end.index < limit && end.effective <= time);
    return holding.find(({ reason }) => reason === "compromised") ?? holding[0] ?? null;
  }
}

function introduceKey(keys, entry, rotatedFrom = null) {
  const { thumbprint } = entry.event.introduces;
  // A key enters once; admission refuses the second time.
  if (!keys.has(thumbprint)) keys.set(thumbprint, new KeyRecord(thumbprint, entry, rotatedFrom));
}

function endKey(keys, entry) {
  const { kid, reason } = entry.event.data;
  keys.get(kid)?.ends.push({ index: entry.index, reason, effective: effectiveTime(entry) });
}

/** `kid` and the keys it descends from, itself first. Each stands further back in the log, so that the chain ends. */
export function keyAncestry(keys, kid) {
  const chain = [];
  for (let key = keys.get(kid); key !== undefined; key = keys.get(key.rotatedFrom)) {
    if (chain.length > 0 && key.index >= chain[chain.length - 1].index) break;
    chain.push(key);
  }
  return chain;
}

/**
 * Whether what the first key of a chain signs at `time` is a thief's, as known below `limit`: it was compromised then, or a rotation
 * that it descends from was signed by a key that was.
 */
export function isCompromised(chain, time, limit) {
  return chain.some((key, place) => {
    const signedAt = place === 0 ? time : chain[place - 1].recorded;
    return key.endAt(signedAt, limit)?.reason === "compromised";
  });
}

/**
 * When somebody or something was suspended, and when reinstated. They are not kept in pairs: which reinstatement ended a suspension
 * depends on what is known of the keys that signed them.
 */
class Suspensions {
  #begun = [];
  #reinstatements = [];

  begin(entry) {
    this.#begun.push({ index: entry.index, by: entry.event.source, effective: effectiveTime(entry) });
  }

  end({ index, recorded, kid, event }) {
    const said = effectiveTime({ recorded, event });
    // A reinstatement entitles, so it cannot reach back before it was said.
    const effective = said > recorded ? said : recorded;
    this.#reinstatements.push({ index, by: event.source, recorded, effective, kid });
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

/** Whether somebody has an open suspension that this actor may end. */
export function isOpenBy(suspensions, actor) {
  return suspensions.some(({ reinstatement, by }) => reinstatement === null && by === actor);
}

/** `ledger:` */
export class LedgerFold {
  opening = null;
  officerKeys = new Map();
  logKeys = [];
  policies = [];

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
    if (vkey !== undefined) this.logKeys.push(new LogKeyRecord(vkey, entry.index));
    if (introduces !== null && !this.officerKeys.has(introduces.thumbprint)) {
      const key = new KeyRecord(introduces.thumbprint, entry, null);
      this.officerKeys.set(introduces.thumbprint, { actor: introduces.actor, key });
    }
    if (type === "touchmark.ledger.key-retired") this.retire(entry);
  }

  retire(entry) {
    const { kid, vkey, reason } = entry.event.data;
    const end = { index: entry.index, reason: reason === "rotated" ? "retired" : reason, effective: effectiveTime(entry) };
    if (kid !== undefined) this.officerKeys.get(kid)?.key.ends.push(end);
    for (const key of this.logKeys) if (key.vkey === vkey) key.ends.push(end);
  }

  /** The policy in force for the entry at `index`; undefined before the ledger is opened. */
  policyAt(index) {
    return this.policies.findLast((set) => set.index < index)?.policy;
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
  keys = new Map();
  withdrawals = [];

  apply(entry) {
    const { type, data, source, introduces } = entry.event;
    switch (type) {
      case "touchmark.authority.recognised":
        this.recognition = { index: entry.index, competences: data.competences, kid: introduces.thumbprint };
        introduceKey(this.keys, entry);
        break;
      case "touchmark.authority.key-added":
        // What the authority adds by a key of its own descends from that key; what the operator adds, from none.
        introduceKey(this.keys, entry, source.startsWith("authority:") ? entry.kid : null);
        break;
      case "touchmark.authority.key-revoked":
        endKey(this.keys, entry);
        break;
      case "touchmark.authority.withdrawn":
        this.withdrawals.push({ index: entry.index, effective: effectiveTime(entry) });
        break;
      default:
        break;
    }
  }

  isWithdrawn(time, limit) {
    return this.withdrawals.some(({ index, effective }) => index < limit && effective <= time);
  }

  isThief(kid, time, limit) {
    return isCompromised(keyAncestry(this.keys, kid), time, limit);
  }

  /**
   * Whether `kid` is the key `root` or was brought in by it, key by key, and nothing known below `limit` says that what it signed at
   * `time` is a thief's. What brought `root` in is not asked: whoever names it knows it.
   */
  descendsFrom(root, kid, time, limit) {
    const chain = keyAncestry(this.keys, kid);
    const end = chain.findIndex((key) => key.kid === root);
    return end >= 0 && !isCompromised(chain.slice(0, end + 1), time, limit);
  }
}

/** `annotator:<id>`, `model:<id>`, `connector:<id>` */
export class StandingFold {
  enrolment = null;
  keys = new Map();
  suspended = new Suspensions();
  /** `credential:` subjects in the order of their issue. */
  credentials = [];

  /** Officers suspend and reinstate people, and what an officer's key has signed is not void later. */
  get suspensions() {
    return this.suspended.ended();
  }

  apply(entry) {
    switch (entry.event.type) {
      case "touchmark.annotator.enrolled":
        this.enrolment = { index: entry.index, custody: entry.event.data.custody };
        introduceKey(this.keys, entry);
        break;
      case "touchmark.annotator.key-rotated":
        introduceKey(this.keys, entry, entry.kid);
        break;
      case "touchmark.annotator.key-revoked":
        endKey(this.keys, entry);
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

  /**
   * Without the reinstatements by keys of the authority that are known, below `limit`, to have been compromised then: they end nothing,
   * and the next one does.
   */
  suspensionsIssuedBy(authority, limit) {
    return this.suspended.ended(({ kid, recorded }) => authority.isThief(kid, recorded, limit));
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
        this.revocations.push({ index: entry.index, effective: effectiveTime(entry) });
        break;
      default:
        break;
    }
  }
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
    return this.requirements.findLast((set) => set.index < index) ?? null;
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

  hasVersion(version) {
    return [...this.#published.values()].some((published) => published.version === version);
  }
}

/** `guideline:<id>` */
export class GuidelineFold {
  versions = new GuidelineVersions();

  apply(entry) {
    this.versions.apply(entry);
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
    if (this.signers.length < signerLimit && !this.signers.includes(source)) this.signers.push(source);
    if (type === "touchmark.review.recorded") {
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
