import { isNoteName } from "../note.mjs";
import { isOfLabel } from "./Folds/labels.mjs";
import { judgeKey, knowledgeThen } from "./judge.mjs";
import { subjectText } from "./subjects.mjs";

/** Rules about who speaks, and with which key. Each gives `{rule, sentence}` or null. */

/** Entry 0 is `ledger.opened`, signed by the operator that it names, for the log key that it names; and there is no other. */
export function openingRefusal({ index, event, kid }) {
  if (event.type !== "touchmark.ledger.opened") {
    return index === 0 ? { rule: "not-opened", sentence: "The first entry of a ledger is ledger.opened." } : null;
  }
  if (index > 0) {
    return { rule: "already-opened", sentence: "This ledger is open; ledger.opened stands once, at index 0." };
  }
  const sentence = faultOfOpening(event, kid);
  return sentence === null ? null : { rule: "opening", sentence };
}

function faultOfOpening(event, kid) {
  const { introduces, logKey, ledger, data } = event;
  if (event.source !== introduces.actor || kid !== introduces.thumbprint) {
    return "ledger.opened is signed by the operator that it names.";
  }
  if (!introduces.isProven) return "The operator's key is not proven.";
  if (logKey === null || logKey.name !== ledger) return "vkey is no Ed25519 log key named by the ledger's origin.";
  const { continues } = data;
  if (continues === undefined) return null;
  const isAnother = isNoteName(continues.origin) && continues.origin !== ledger && continues.size > 0;
  return isAnother ? null : "A ledger continues another one, of another origin, that has entries.";
}

/** The pair (kid, source) is that of an introduction; the kind signs such events; and the key has not ended. */
export function signerRefusal(entry, histories) {
  const { event, index, kid } = entry;
  const kind = kindOfActor(event.source);
  if (!event.signers.has(kind)) {
    return { rule: "signer-kind", sentence: `${event.type} is not signed by actors of kind ${kind}.` };
  }
  if (index === 0) return null;
  const signer = keyOfSigner(kind, event.source, kid, histories);
  if (signer === null) return null;
  if (signer.key === undefined) {
    return { rule: "unknown-signer", sentence: `No key ${kid} of ${event.source} was introduced to this ledger.` };
  }
  // Events of labels by enrolled actors are judged by the verdict.
  const hasVerdict = signer.standing !== null && signer.standing.enrolment !== null && isOfLabel(event);
  if (hasVerdict || !hasKeyEnded(signer, entry)) return null;
  return { rule: "key-ended", sentence: `The key ${kid} of ${event.source} was revoked or retired.` };
}

function kindOfActor(source) {
  return source.slice(0, source.indexOf(":"));
}

/** {key: undefined for one that is not the signer's, standing: of somebody enrolled, or null}; null if that history is not here whole. */
function keyOfSigner(kind, source, kid, histories) {
  if (kind === "operator" || kind === "registrar" || kind === "service") {
    const ledger = histories.fold("ledger:");
    const officer = ledger?.officerKeys.get(kid);
    return ledger === null ? null : { key: officer?.actor === source ? officer.key : undefined, standing: null };
  }
  const fold = histories.fold(source);
  if (fold === null) return null;
  return { key: fold.keys.get(kid), standing: kind === "authority" ? null : fold };
}

function hasKeyEnded({ key, standing }, { index, recorded }) {
  if (standing !== null) return judgeKey(key, knowledgeThen({ index, recorded })) !== null;
  return key.endAt(recorded, index) !== null || key.isThief(recorded, index);
}

/** Some events may be signed by one particular actor only. */
export function authorshipRefusal(entry, histories) {
  const { type, data, source } = entry.event;
  const isOfficer = /^(?:operator|registrar|service):/.test(source);
  switch (type) {
    case "touchmark.authority.key-added":
      return ofAuthority(data.authority, source);
    case "touchmark.authority.key-revoked":
      return ofAuthority(data.authority, source) ?? ofKeyItself(entry, isOfficer);
    case "touchmark.annotator.key-rotated":
      return ofActor(subjectText(data.kind, data.id), source);
    case "touchmark.annotator.key-revoked":
      return isOfficer ? null : (ofActor(subjectText(data.kind, data.id), source) ?? ofKeyItself(entry, isOfficer));
    case "touchmark.credential.issued":
      return ofRecognised(entry, histories);
    case "touchmark.credential.presented":
      return source.startsWith("registrar:") ? null : ofActor(subjectText("annotator", data.annotator), source);
    case "touchmark.credential.suspended":
    case "touchmark.credential.reinstated":
    case "touchmark.credential.revoked":
      return ofCredential(entry, histories);
    case "touchmark.session.recorded":
      return source.startsWith("connector:") ? null : ofActor(subjectText("annotator", data.annotator), source);
    default:
      return null;
  }
}

function ofActor(actor, source) {
  if (actor === source) return null;
  return { rule: "not-its-own", sentence: `${source} signed what only ${actor} may sign.` };
}

function ofAuthority(authority, source) {
  return source.startsWith("operator:") ? null : ofActor(subjectText("authority", authority), source);
}

/** Whoever speaks for a key by the key itself cannot reach back in time: a thief could. */
function ofKeyItself({ event: { data }, kid }, isOfficer) {
  if (isOfficer || (data.kid === kid && data.effective === undefined)) return null;
  return { rule: "only-itself", sentence: "A key revokes only itself, and from now on." };
}

/** An authority that was withdrawn issues nothing more; what it has issued it may still revoke. */
function ofRecognised({ event, recorded, index }, histories) {
  if (!(histories.fold(event.source)?.isWithdrawn(recorded, index) ?? false)) return null;
  return { rule: "authority-withdrawn", sentence: `The recognition of ${event.source} was withdrawn.` };
}

/** The authority that issued it; the operator where it was presented. */
function ofCredential({ event: { data, source } }, histories) {
  const issuer = subjectText("authority", data.authority);
  const isOperator = source.startsWith("operator:");
  const issue = histories.fold(subjectText("credential", data.authority, data.credential))?.issue ?? null;
  if (issue === null) return isOperator ? null : ofActor(issuer, source);
  if (issue.annotator !== data.annotator) {
    return { rule: "other-annotator", sentence: `The credential was not issued to annotator ${data.annotator}.` };
  }
  if (!isOperator) return ofActor(issuer, source);
  if (issue.presentedBy !== null) return null;
  return { rule: "not-its-own", sentence: "A credential that an authority issued here is the authority's to end." };
}

/** Whoever introduces a key proves that its holder means it, and a key enters a ledger once. */
export function keyRefusal({ event, index }, histories) {
  const { introduces } = event;
  if (index === 0 && event.type === "touchmark.ledger.opened") return null;
  if (introduces === null) return logKeyRefusal(event, histories);
  if (!introduces.isProven) return { rule: "key-unproven", sentence: "The new key is not proven." };
  if (histories.introducer(introduces.thumbprint) === undefined) return null;
  return { rule: "key-taken", sentence: `The key ${introduces.thumbprint} was introduced to this ledger before.` };
}

/** A log key needs no proof, but it must be one, for this origin, and new. */
function logKeyRefusal({ vkey, logKey, ledger }, histories) {
  if (vkey === undefined) return null;
  if (logKey === null || logKey.name !== ledger) {
    return { rule: "log-key", sentence: "vkey is no Ed25519 log key named by this ledger's origin." };
  }
  if (!histories.fold("ledger:")?.hasLogKey(vkey)) return null;
  return { rule: "key-taken", sentence: "This log key is there already." };
}
