import { ExaminationBudget, doesHold, isAdverse, knowledgeNow, knowledgeThen, parseSubject } from "./Provenance/provenance.mjs";

const certifiedVerdicts = new Set(["certified", "certified-by-custodian"]);

/**
 * Derives the verdicts on the labels of the scope whose histories are here whole, once everything is folded.
 *
 * @param size at which *now* is known
 * @param known authorities by id, with the thumbprint of the key that each is known by
 * @returns Map from a label's subject to {then, now, isDisputed, isAuthorityTrusted, authority: id or undefined}
 */
export function deriveVerdicts(replay, size, known) {
  const derived = new Map();
  const backers = new KnownBackers(replay.world, known, size);
  const budget = new ExaminationBudget();
  for (const label of replay.world.labels()) {
    if (!label.hasHead || !isInScope(replay.scope, label.subject) || !replay.isWhole(label.subject)) continue;
    if (!label.hasValue) {
      const sentence = "The label was withdrawn: it has no value and no verdict.";
      replay.findings.add("label-withdrawn", sentence, { subject: label.subject });
      continue;
    }
    if (!budget.take([replay.world.examinationCount(label.attributedTo)])) {
      const sentence = "More is said of the signer and her credentials than a verifier looks at; there is no verdict.";
      replay.findings.add("limit-exceeded", sentence, { subject: label.subject });
      continue;
    }
    const verdicts = replay.world.verdicts(label.subject, size);
    if (verdicts === null) {
      const sentence = "A history that the verdict rests on is not here whole.";
      replay.findings.add("verdict-not-derivable", sentence, { subject: label.subject });
      continue;
    }
    derived.set(label.subject, judged(verdicts, replay.world.statementOf(label.subject), size, backers));
  }
  return derived;
}

/**
 * Says of which labels the verdict now is another one, or which are disputed or settled, or on whose withdrawal the verdict is another one,
 * once entries count that are here and that no seal covers: whether all of those are here is not known, but these are.
 * Of what was recorded behind the seal no verdict is known to be complete, not even the one *then*.
 *
 * @param sizes {seal, checkpoint} as known at which it is held against each other
 */
export function compareWithLater(replay, derived, sizes) {
  for (const [subject, { now }] of derived) {
    const verdicts = replay.world.verdicts(subject, sizes.checkpoint);
    if (verdicts === null) continue;
    const statement = replay.world.statementOf(subject);
    if (statement.index >= sizes.seal) {
      addBehindSeal(replay, subject, `It got its value by entry ${statement.index}`);
      continue;
    }
    if (verdicts.now.verdict !== now) addPastSeal(replay, subject, "it", now, verdicts.now.verdict);
  }
  compareDisputes(replay, derived, sizes);
  compareWithdrawals(replay, sizes);
}

function compareDisputes(replay, derived, { seal, checkpoint }) {
  const budget = new ExaminationBudget();
  for (const [subject, { isDisputed }] of derived) {
    const isDisputedLater = isDisputedAt(replay, subject, checkpoint, budget);
    const doubt = replay.world.doubtOf(subject);
    if (doubt >= seal) {
      addBehindSeal(replay, subject, `It was disputed by entry ${doubt}`);
    } else if (isDisputedLater !== isDisputed) {
      const [known, later] = isDisputed ? ["in dispute", "settled"] : ["settled", "in dispute"];
      addPastSeal(replay, subject, "its dispute", known, later);
    } else if (!isDisputed && replay.world.isDisputed(subject, seal, seal)) {
      addBehindSeal(replay, subject, "Its dispute was settled by a review");
    }
  }
}

function compareWithdrawals(replay, { seal, checkpoint }) {
  const budget = new ExaminationBudget();
  for (const { subject, hasHead, hasValue } of replay.world.labels()) {
    if (!hasHead || hasValue || !replay.isWhole(subject)) continue;
    const { index } = replay.world.statementOf(subject);
    if (index >= seal) {
      addBehindSeal(replay, subject, `It was withdrawn by entry ${index}`);
      continue;
    }
    const withdrawer = replay.world.withdrawerOf(subject);
    if (withdrawer === null) continue;
    if (!budget.take([replay.world.examinationCount(withdrawer)])) continue;
    const before = replay.world.withdrawalVerdicts(subject, seal)?.now.verdict;
    const after = replay.world.withdrawalVerdicts(subject, checkpoint)?.now.verdict;
    if (before === undefined || after === undefined || before === after) continue;
    addPastSeal(replay, subject, "the verdict on its withdrawal", before, after);
  }
}

function addPastSeal(replay, subject, what, known, later) {
  const sentence =
    `As known at the seal ${what} is ${known}; with the entries that are here and that the seal does not cover, ${later}. ` +
    "Have the ledger export with a newer seal.";
  replay.findings.add("verdict-past-seal", sentence, { subject });
}

/** What was recorded behind the seal, and rests on what was said before it. */
function addBehindSeal(replay, subject, what) {
  const sentence =
    `${what}, which the seal does not cover: whether all that bears on it is here is not known. ` +
    "Have the ledger export with a newer seal.";
  replay.findings.add("verdict-past-seal", sentence, { subject });
}

/** Which of the labels that have a verdict are in dispute. What cannot be afforded is not known to be settled. */
export function findDisputes(replay, size, derived) {
  const budget = new ExaminationBudget();
  for (const [subject, verdicts] of derived) {
    verdicts.isDisputed = isDisputedAt(replay, subject, size, budget, () =>
      addUnaffordable(replay, subject, "whether its dispute was settled is not known."),
    );
  }
}

/** @param onUnaffordable called where the budget does not suffice */
function isDisputedAt(replay, subject, size, budget, onUnaffordable = () => {}) {
  const settlers = replay.world.settlersOf(subject);
  if (budget.take(settlers.map((source) => replay.world.examinationCount(source)))) return replay.world.isDisputed(subject, size);
  onUnaffordable();
  return true;
}

function addUnaffordable({ findings }, subject, consequence) {
  findings.add("limit-exceeded", `More is said of those who signed than a verifier looks at; ${consequence}`, { subject });
}

/** Whether verdicts are given on the label: on those whose histories the scope's closure has. */
function isInScope({ kind, subject }, label) {
  switch (kind) {
    case "ledger":
      return true;
    case "label":
      return label === subject;
    case "item":
    case "dataset":
      return label.startsWith(`label:${subject.slice(kind.length + 1)}/`);
    default:
      return false;
  }
}

/** @param backers: a KnownBackers */
function judged({ then, now }, statement, size, backers) {
  const certified = [
    { judgement: then, known: knowledgeThen(statement) },
    { judgement: now, known: knowledgeNow(statement, size) },
  ].filter(({ judgement }) => certifiedVerdicts.has(judgement.verdict));
  const backings = certified.map(({ judgement, known }) => backers.backing(statement, judgement, known));
  const isAuthorityTrusted = backings.length > 0 && !backings.includes(null);
  const credential = (isAuthorityTrusted ? backings.at(-1) : now.credential) ?? then.credential;
  const authority = credential == null ? undefined : parseSubject(credential)?.segments[0];
  return { then: then.verdict, now: now.verdict, isDisputed: false, isAuthorityTrusted, authority };
}

/** By which credentials the authorities that the user knows stand behind certificates, remembering what it learned of them. */
class KnownBackers {
  #suspensions = new Map();

  /** @param known authorities by id, with the thumbprint of the key that each is known by */
  constructor(world, known, size) {
    this.world = world;
    this.known = known;
    this.size = size;
    this.isEmpty = Object.keys(known).length === 0;
  }

  /** The credential that the judgement names, if a known authority stands behind it, or another that entitles as well and that one does. */
  backing(statement, { credential }, known) {
    if (this.isEmpty) return null;
    if (credential != null && this.#isBacked(credential, known)) return credential;
    const entitles = (subject) => subject !== credential && this.#isBacked(subject, known) && this.world.doesEntitle(subject, statement, known);
    return this.world.credentialsOf(statement.source).findLast(entitles) ?? null;
  }

  /** Whether a known authority stands behind the credential, and nobody else lifted a suspension that would hold. */
  #isBacked(credential, known) {
    if (!this.#suspensions.has(credential)) {
      this.#suspensions.set(credential, this.world.suspensionsByKnown(credential, this.known, this.size));
    }
    const suspensions = this.#suspensions.get(credential);
    return suspensions !== null && !suspensions.some((suspension) => doesHold(suspension, known));
  }
}

/** Compares what the exporter says of a label with what was derived. `claimed`: the labels of claims before. */
export function compareClaim(claim, replay, derived, claimed) {
  const subject = claim.subject.text;
  const { findings, world } = replay;
  replay.counts.claims += 1;
  if (claim.subject.kind !== "label" || !isInScope(replay.scope, subject) || !replay.isWhole(subject)) {
    findings.add("claim-not-derivable", "The bundle claims a verdict that does not follow from it.", { subject });
    return;
  }
  const label = world.label(subject);
  if (label === undefined) {
    findings.add("claim-differs", "The bundle claims a verdict on a label that does not exist.", { subject });
  } else if (claimed.has(subject)) {
    findings.add("claim-repeated", "There are two claims on this label.", { subject });
  } else {
    claimed.add(subject);
    compareVerdicts(claim, label, derived.get(subject), findings);
  }
}

function compareVerdicts(claim, { subject, hasValue }, derived, findings) {
  if (derived === undefined) {
    // One that is not derivable has its own finding.
    if (hasValue) return;
    findings.add("claim-differs", "The bundle claims a verdict on a label that has no value.", { subject });
    return;
  }
  if (derived.then === claim.verdict && derived.now === claim.verdictNow) return;
  const sentence = `The verdict is ${derived.then}, now ${derived.now}; the bundle claims another.`;
  findings.add("claim-differs", sentence, { subject });
}

/** A label that is withdrawn has no verdict that could show by whom. */
export function findAdverseWithdrawals(replay, size) {
  const budget = new ExaminationBudget();
  for (const { subject } of replay.world.labels()) {
    const withdrawer = replay.isWhole(subject) ? replay.world.withdrawerOf(subject) : null;
    if (withdrawer === null) continue;
    if (!budget.take([replay.world.examinationCount(withdrawer)])) {
      addUnaffordable(replay, subject, "there is no verdict on its withdrawal.");
      continue;
    }
    const verdicts = replay.world.withdrawalVerdicts(subject, size);
    if (verdicts === null || !isAdverse(verdicts.now)) continue;
    const { index } = replay.world.statementOf(subject);
    const sentence = `The verdict on the withdrawal is ${verdicts.then.verdict}, now ${verdicts.now.verdict}.`;
    replay.findings.add("withdrawal-adverse", sentence, { index, subject });
  }
}

/** The labels of a report, in the order in which they were made. */
export function labelsOfReport(replay, derived) {
  const labels = [];
  for (const { subject, signers, attributedTo } of replay.world.labels()) {
    const verdicts = derived.get(subject);
    if (verdicts === undefined) continue;
    const { then, now, isDisputed, isAuthorityTrusted, authority } = verdicts;
    const label = { subject, verdict: then, verdictNow: now, signers, attributedTo, isDisputed, isAuthorityTrusted };
    label.statement = statementOfVerdict(verdicts);
    if (authority !== undefined) label.authority = authority;
    labels.push(label);
  }
  return labels;
}

function statementOfVerdict({ then, now, isAuthorityTrusted }) {
  const verdict = now === then ? then : `${then} then, ${now} now`;
  const isCertified = certifiedVerdicts.has(then) || certifiedVerdicts.has(now);
  return isCertified && !isAuthorityTrusted ? `${verdict}, on the operator's word for the authority` : verdict;
}
