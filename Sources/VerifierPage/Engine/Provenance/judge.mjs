import { subjectText } from "./subjects.mjs";

/**
 * Whether the signer of a label was entitled to it (vocabulary, "Verdict"). A judgement is {verdict, credential}; the credential is
 * a subject, or undefined.
 *
 * *Knowledge* is {place, time, limit}: what entitles counts only below `place`, what disentitles below `limit`, both at `time`.
 */

/** What was known when the event of a statement was sequenced. */
export function knowledgeThen({ index, recorded }) {
  return { place: index, time: recorded, limit: index };
}

/** What is known at a log size; never less than what was known then. */
export function knowledgeNow({ index, recorded }, size) {
  return { place: index, time: recorded, limit: Math.max(index, size) };
}

/** The verdicts {then, now} on a label's statement; null if a history that the rules read is not here whole. */
export function judgeBoth(statement, size, histories) {
  const then = judgeStatement(statement, knowledgeThen(statement), histories);
  const now = then === null ? null : judgeStatement(statement, knowledgeNow(statement, size), histories);
  return now === null ? null : { then, now };
}

/** A judgement; null if a history that the rules read is not here whole. */
export function judgeStatement(statement, known, histories) {
  const signer = histories.fold(statement.source);
  if (signer === null) return null;
  const act = actVerdict(statement, signer, known);
  if (act.verdict !== "not-required") return act;
  const policy = histories.fold(subjectText("policy", statement.dataset));
  if (policy === null) return null;
  const competence = policy.rowAt(statement.index, statement.name)?.competence;
  if (competence === undefined) return { verdict: "not-required" };
  return judgeCredentials({ statement, competence, signer, known }, histories);
}

/** As `judgeBoth`, on an event that gives its label no value, a review or a withdrawal: no competence is asked of it. */
export function judgeActBoth(statement, size, histories) {
  const then = judgeAct(statement, knowledgeThen(statement), histories);
  const now = judgeAct(statement, knowledgeNow(statement, size), histories);
  return then === null || now === null ? null : { then, now };
}

/** As `judgeStatement`, on such an event. */
export function judgeAct(statement, known, histories) {
  const signer = histories.fold(statement.source);
  return signer === null ? null : actVerdict(statement, signer, known);
}

function actVerdict(statement, signer, known) {
  const adverse = judgeSignerOf(statement, signer, known);
  if (adverse !== null) return adverse;
  return { verdict: statement.source.startsWith("annotator:") ? "not-required" : "machine" };
}

const favourableVerdicts = new Set(["certified", "certified-by-custodian", "not-required", "machine"]);

/** Whether an actor is somebody enrolled, whose events of labels have verdicts. */
export function isEnrolled(source) {
  return /^(?:annotator|model|connector):/.test(source);
}

export function isAdverse({ verdict }) {
  return !favourableVerdicts.has(verdict);
}

/**
 * Whether a label is in dispute as known at a size: a review rejected or corrected its head, and since then nobody has accepted it who
 * was entitled to speak. Whoever raises a dispute is not judged.
 *
 * @param place reviews from there on settle nothing
 */
export function isDisputed({ acceptances }, size, histories, place) {
  const settles = (acceptance) => acceptance.index < place && isSettledBy(acceptance, size, histories);
  return acceptances !== null && !acceptances.some(settles);
}

/** False also where the standing of whoever accepts is not here whole, so that nobody can say. */
function isSettledBy(acceptance, size, histories) {
  const judgement = judgeAct(acceptance, knowledgeNow(acceptance, size), histories);
  return judgement !== null && !isAdverse(judgement);
}

/** Rules 1 and 2, which hold of every event of a label: an adverse judgement, or null. */
function judgeSignerOf(statement, signer, known) {
  if (signer.enrolment === null || signer.enrolment.index >= known.place) return { verdict: "unknown-signer" };
  const key = judgeKey(signer.keys.get(statement.kid), known);
  if (key !== null) return key;
  return signer.suspensionsBelow(known.place).some((suspension) => doesHold(suspension, known)) ? { verdict: "suspended" } : null;
}

/** Rule 1: an adverse judgement, or null if the key was the signer's, and good. `key` is undefined for one that is not hers. */
export function judgeKey(key, known) {
  // A chain that does not lead to a key somebody was enrolled with leads nowhere.
  if (key === undefined || key.index >= known.place || !key.isRooted) return { verdict: "unknown-signer" };
  if (key.isThief(known.time, known.limit)) return { verdict: "key-compromised" };
  return key.endAt(known.time, known.limit) === null ? null : { verdict: "key-revoked" };
}

/** Whether a suspension held. It is known below the limit; its end entitles and counts only below the place. */
export function doesHold({ index, effective, reinstatement }, { place, time, limit }) {
  if (index >= limit || effective > time) return false;
  return reinstatement === null || reinstatement.index >= place || reinstatement.effective > time;
}

/** Rule 4: of several credentials a good one, else the one that got furthest; of two, the one issued last. */
function judgeCredentials(question, histories) {
  const { signer, known } = question;
  let best = null;
  for (const subject of signer.credentials) {
    const credential = histories.fold(subject);
    if (credential === null) return null;
    if (credential.issue === null || credential.issue.index >= known.place) continue;
    const authority = histories.fold(authorityOfCredential(subject));
    if (authority === null) return null;
    const [reached, verdict] = examineCredential(question, credential, authority);
    if (best === null || reached >= best.reached) best = { reached, verdict, subject };
  }
  if (best === null) return { verdict: "uncertified" };
  const good = signer.enrolment.custody === "connector" ? "certified-by-custodian" : "certified";
  return { verdict: best.verdict ?? good, credential: best.subject };
}

/**
 * Whether a credential alone would make the verdict on a statement a certificate; the verdict names the latest of those that would. False,
 * too, if a history that the rules read is not here whole.
 */
export function doesEntitle(subject, statement, known, histories) {
  const signer = histories.fold(statement.source);
  const competence = histories.fold(subjectText("policy", statement.dataset))?.rowAt(statement.index, statement.name)?.competence;
  const credential = histories.fold(subject);
  const issue = credential?.issue ?? null;
  const authority = histories.fold(authorityOfCredential(subject));
  if (signer === null || competence === undefined || issue === null || issue.index >= known.place || authority === null) return false;
  const [, verdict] = examineCredential({ statement, competence, signer, known }, credential, authority);
  return verdict === null;
}

/** `authority:<id>` of `credential:<authority>/<id>`. */
export function authorityOfCredential(subject) {
  return `authority:${subject.slice(subject.indexOf(":") + 1, subject.indexOf("/"))}`;
}

/** How far a credential gets through the six questions, and the verdict that stops it; null if it is good. */
function examineCredential(question, credential, authority) {
  for (let number = 0; number < credentialQuestions.length; number += 1) {
    const verdict = credentialQuestions[number](question, credential, authority);
    if (verdict !== null) return [number, verdict];
  }
  return [credentialQuestions.length, null];
}

// Made once: every label asks them.
const credentialQuestions = [failedScope, failedRecognition, failedBinding, failedTerm, failedSuspension, failedRevocation];

/** Whether a competence covers another: itself and all below it, by whole segments. */
function doesCover(own, asked) {
  return asked === own || asked.startsWith(`${own}/`);
}

function failedScope({ competence }, { issue }) {
  return doesCover(issue.competence, competence) ? null : "out-of-scope";
}

function failedRecognition({ competence, known }, { issue }, authority) {
  const { recognition } = authority;
  const isRecognised =
    recognition !== null &&
    recognition.index < issue.index &&
    recognition.competences.some((own) => doesCover(own, competence));
  // What its holder presents on her own, no authority speaks for yet.
  const isByHolder = issue.presentedBy === subjectText("annotator", issue.annotator);
  const isByThief = issue.issuingKey !== null && authority.isThief(issue.issuingKey, issue.recorded, known.limit);
  const isGood = isRecognised && !isByHolder && !authority.isWithdrawn(known.time, known.limit) && !isByThief;
  return isGood ? null : "authority-unrecognised";
}

function failedBinding({ statement, signer }, { issue }) {
  const bound = signer.keys.get(issue.kid);
  return bound !== undefined && signer.keys.get(statement.kid)?.descendsFrom(bound) ? null : "key-mismatch";
}

function failedTerm({ known: { time } }, { issue }) {
  if (time < issue.validFrom) return "not-yet-valid";
  return time < issue.validUntil ? null : "expired";
}

/** A reinstatement by a key of the authority that was compromised ends nothing. */
function failedSuspension({ known }, credential, authority) {
  const suspensions = credential.suspensionsIssuedBy(authority, known.limit, known.place);
  return suspensions.some((suspension) => doesHold(suspension, known)) ? "suspended" : null;
}

function failedRevocation({ known: { time, limit } }, credential) {
  return credential.isRevoked(time, limit) ? "revoked" : null;
}

/**
 * What a known authority itself says of a credential: with which suspensions it stands, ended by nobody else. Null where no known authority
 * issued it in this ledger with its known key or one that descends from it, or where by what is known at `size` a thief did. A presented
 * credential, and a key that the operator added for an authority, are the operator's word; what such a key reinstated is suspended still.
 */
export function suspensionsByKnown(credential, known, size, histories) {
  const fold = histories.fold(credential);
  const issue = fold?.issue ?? null;
  const authoritySubject = authorityOfCredential(credential);
  const wanted = known[decodeURIComponent(authoritySubject.slice("authority:".length))];
  if (issue === null || issue.issuingKey === null || wanted === undefined) return null;
  const authority = histories.fold(authoritySubject);
  if (!authority?.descendsFrom(wanted, issue.issuingKey, issue.recorded, size)) return null;
  return fold.suspensionsEndedByKnown(authority, wanted, size);
}

/** Entries about its signer that any statement may take, whatever others took; and those beyond them, of all together: some seconds. */
const examinationsPerStatement = 128;
const sharedExaminations = 2_000_000;

/**
 * How much of what is said of signers and their credentials the verdicts on a bundle may look at: whoever wrote the bundle chooses how many
 * credentials and suspensions a signer of thousands of labels has.
 */
export class ExaminationBudget {
  #left = sharedExaminations;

  /**
   * Takes what verdicts on so many statements may take who have this many entries about each signer (`examinationCount`). False, and
   * nothing taken, if it is more than is left: then there is no verdict.
   */
  take(counts) {
    const excess = counts.reduce((sum, count) => sum + Math.max(0, count - examinationsPerStatement), 0);
    if (excess > this.#left) return false;
    this.#left -= excess;
    return true;
  }
}
