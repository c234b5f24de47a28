import { decodeBase64url } from "../base64.mjs";
import { eachOnce, fixed, isJsonObject, listOf, oneOf, text, id, count, number, time, digest, kid, competence, open, urlRoot, base64Root, tool } from "./forms.mjs";
import { parseSubject, subjectText } from "./subjects.mjs";
import {
  clockForm, definitionForm, evidenceForm, influenceForm, jwkForm, labelValueForm, memberLabelForm, modelVersionForm, originForm,
  policyForm, rankingForm, refForm, releaseForm, responseForm, rowsForm, segmentForm, textsForm, trackForm,
} from "./values.mjs";

/**
 * The vocabulary: type -> {signers, members, seal, subjects, check}. In `members`, "?" marks what may be left out, "~" what may be
 * sealed and is needed, "?~" what may be sealed and left out. `subjects(data)`: primary first, without `work:`.
 */

const officers = ["operator", "registrar"];
const enrolled = ["annotator", "model", "connector"];
const standing = (data) => [subjectText(data.kind, data.id)];
const ended = oneOf("retired", "lost", "compromised");
const enrolledKey = { kind: oneOf(...enrolled), id };
const introduction = { jwk: jwkForm, proof: text };
const address = { dataset: id, item: id, label: id, name: id };
const context = { "guideline?": refForm, "confidence?": number, "accepts?": refForm, "rationale?~": text, "session?": id, "durationMs?": count, "tool?": tool };
const segments = listOf(segmentForm);

function addressSubjects({ dataset, item, label, name }, others = []) {
  const also = others.map((other) => subjectText("label", dataset, item, other)).filter((subject) => subject !== subjectText("label", dataset, item, label));
  return [
    subjectText("label", dataset, item, label), subjectText("question", dataset, item, name), subjectText("labels", dataset, item),
    subjectText("dataset", dataset), ...new Set(also),
  ];
}

const authoritySubjects = ({ authority }) => [subjectText("authority", authority)];
const credentialSubjects = (data) => [subjectText("credential", data.authority, data.credential), subjectText("annotator", data.annotator)];
const issuedSubjects = (data, source) => [subjectText("credential", source.id, data.credential), subjectText("annotator", data.annotator)];
const inDataset = ({ dataset }) => [subjectText("dataset", dataset)];
const ofItem = ({ dataset, item }) => [subjectText("item", dataset, item), subjectText("dataset", dataset)];
const guidelineSubjects = ({ guideline, datasets }) => [
  subjectText("guideline", guideline), ...["policy", "dataset"].flatMap((kind) => datasets.map((dataset) => subjectText(kind, dataset))),
];
const training = ({ model, version }) => subjectText("training", model, version);
const release = ({ dataset, version }) => subjectText("release", dataset, version);
const inLedger = () => ["ledger:"];

const terms = {
  credential: id, annotator: id, kid, competence, validFrom: time, validUntil: time, "level?": open, "jurisdiction?": open, "languages?": textsForm,
  "modalities?": textsForm, "licence?~": text, "evidence?": evidenceForm,
};
const credentialAction = { authority: id, credential: id, annotator: id, reason: text, "effective?": time };

function openWith(...names) {
  return (value, path) => fixed(Object.fromEntries(names.map((name) => [`${name}?`, open])))(value, path);
}

function isDigestText(value) {
  return typeof value === "string" && decodeBase64url(value)?.length === 32;
}
const digestText = (value, path) => (isDigestText(value) ? null : `${path}: a base64url SHA-256 digest is expected`);
const erasedSubject = (value, path) => {
  const subject = typeof value === "string" ? parseSubject(value) : null;
  return subject !== null && subject.kind !== "work" ? null : `${path}: a subject other than work: is expected`;
};

/** An entry of the table below. `members` may be a function of data, where one member chooses the others. */
function said(signers, members, subjects, check = () => null) {
  return { signers: new Set(signers), members: typeof members === "function" ? members : () => members, subjects, check };
}

const byOperator = ["operator"];
const types = {
  "ledger.opened": said(byOperator, { vkey: text, operator: fixed({ id, ...introduction, name: text }), policy: policyForm, "continues?": fixed({ origin: text, size: count, root: base64Root }) }, inLedger),
  "ledger.policy-set": said(byOperator, { policy: policyForm }, inLedger),
  "ledger.key-added": said(byOperator, ({ role }) => role === "log" ? { role: text, vkey: text } : { role: oneOf("operator", "registrar", "service", "log"), id, ...introduction }, inLedger),
  "ledger.key-retired": said(byOperator, { "kid?": kid, "vkey?": text, reason: oneOf("rotated", "lost", "compromised"), "effective?": time }, inLedger,
    (data) => ("kid" in data) === ("vkey" in data) ? "either kid or vkey names the key" : null),
  "ledger.sealed": said(["service"], { size: count, root: urlRoot, indexRoot: urlRoot, subjects: count }, () => ["seal:"]),
  "authority.recognised": said(byOperator, { authority: id, name: text, ...introduction, competences: listOf(competence), "register?": open, "jurisdiction?": open }, authoritySubjects),
  "authority.key-added": said(["authority", "operator"], { authority: id, ...introduction, reason: text }, authoritySubjects),
  "authority.key-revoked": said(["authority", "operator"], { authority: id, kid, reason: ended, "effective?": time }, authoritySubjects),
  "authority.withdrawn": said(byOperator, { authority: id, reason: text, "effective?": time }, authoritySubjects),
  "annotator.enrolled": said(officers, ({ kind }) => ({
    ...enrolledKey, ...introduction, custody: oneOf("holder", "connector"), ...(kind === "model" ? { model: id, version: id, digest } : {}),
    "name?~": text, "contact?~": text, "employer?~": text, "group?~": text, "languages?": textsForm,
  }), standing),
  "annotator.key-rotated": said(enrolled, { ...enrolledKey, ...introduction, reason: text }, standing),
  "annotator.key-revoked": said([...officers, ...enrolled], { ...enrolledKey, kid, reason: ended, "effective?": time }, standing),
  "annotator.suspended": said(officers, { ...enrolledKey, "reason~": text }, standing),
  "annotator.reinstated": said(officers, { ...enrolledKey, "reason~": text }, standing),
  "credential.issued": said(["authority"], terms, issuedSubjects),
  "credential.presented": said(["registrar", "annotator"], {
    authority: id, ...terms, format: oneOf("sd-jwt-vc", "vc-jwt", "open-badge"), tokenDigest: digest, algorithm: text, statusChecked: open, checkedBy: text, "token?~": text,
  }, credentialSubjects),
  "credential.suspended": said(["authority", "operator"], credentialAction, credentialSubjects),
  "credential.reinstated": said(["authority", "operator"], credentialAction, credentialSubjects),
  "credential.revoked": said(["authority", "operator"], credentialAction, credentialSubjects),
  "training.completed": said([...officers, "authority"], { annotator: id, course: text, version: text, score: number, passMark: number }, ({ annotator }) => [subjectText("annotator", annotator)]),
  "dataset.defined": said(byOperator, {
    dataset: id, title: text, purpose: text, licence: text, "intendedUse?": open, "setting?": open, "assumptions?": open,
    "collection?": openWith("process", "sources", "selection", "timeframe", "legalBasis", "originalPurpose"), "controller?": open, "retentionYears?": count,
  }, ({ dataset }) => [subjectText("dataset", dataset), subjectText("policy", dataset)]),
  "requirement.set": said(byOperator, { dataset: id, requirements: rowsForm, "enforcement?": oneOf("record", "refuse") }, ({ dataset }) => [subjectText("policy", dataset), subjectText("dataset", dataset)]),
  "guideline.published": said(["operator", "annotator"], {
    guideline: id, version: id, digest, datasets: listOf(id), "effective?": time, "text?": text, "uri?": text, "definitions?": listOf(definitionForm),
  }, guidelineSubjects),
  "guideline.withdrawn": said(["operator", "annotator"], { guideline: id, of: refForm, datasets: listOf(id), reason: text, "effective?": time }, guidelineSubjects),
  "item.registered": said(["operator", "connector"], {
    dataset: id, item: id, tracks: listOf(trackForm, eachOnce((track) => track.id)), origin: originForm, "group?": open, "split?": text, "dataSubjects?": textsForm, "transcript?~": text,
  }, ofItem),
  "item.synchronised": said(["operator", "connector", "annotator"], { dataset: id, item: id, tracks: listOf(clockForm) }, ofItem),
  "item.quarantined": said(byOperator, { dataset: id, item: id, reason: text }, ofItem),
  "item.readmitted": said(byOperator, { dataset: id, item: id, reason: text }, ofItem),
  "operation.recorded": said(["operator", "connector"], { dataset: id, kind: oneOf("cleaning", "updating", "enrichment", "aggregation", "filtering"), tool, period: open, affected: count, digest, "description?": text }, inDataset),
  "gold.placed": said(byOperator, { dataset: id, item: id, name: id, "value~": labelValueForm }, ofItem),
  "label.suggested": said(["model"], { ...address, on: refForm, value: labelValueForm, segments, "confidence?": number, "guideline?": refForm }, ownSubjects),
  "label.asserted": said(["annotator", "connector"], { ...address, on: refForm, value: labelValueForm, segments, ...context }, ownSubjects),
  "label.revised": said(enrolled, { ...address, on: refForm, revises: refForm, value: labelValueForm, segments, ...context }, ownSubjects),
  "label.withdrawn": said([...enrolled, "operator"], { ...address, revises: refForm, "reason~": text }, ownSubjects),
  "relation.asserted": said(["annotator", "model"], {
    ...address, on: refForm, from: id, to: id,
    relation: oneOf("causes", "contradicts", "supports", "refers-to", "same-as", "before", "after", "meets", "met-by", "overlaps", "overlapped-by", "starts", "started-by", "during", "contains", "finishes", "finished-by", "equals"),
    "toleranceUs?": count, "rationale?~": text,
  }, (data) => addressSubjects(data, [data.from, data.to])),
  "preference.ranked": said(["annotator", "model"], { ...address, on: refForm, responses: listOf(responseForm, eachOnce((response) => response.id)), rankings: listOf(rankingForm), "rationale?~": text }, ownSubjects,
    ({ responses, rankings }) => {
      const known = new Set(responses.map((response) => response.id));
      return rankings.every(({ order }) => order.flat().every((place) => known.has(place))) ? null : "an order ranks responses of this event";
    }),
  "review.recorded": said(["annotator"], { ...address, reviews: refForm, outcome: oneOf("accepted", "rejected", "corrected"), "value?": labelValueForm, "comment?~": text }, ownSubjects),
  "adjudication.decided": said(["annotator"], { ...address, among: listOf(memberLabelForm), value: labelValueForm, rule: oneOf("expert", "majority", "consensus"), "rationale?~": text }, (data) => addressSubjects(data, data.among.map(({ label }) => label))),
  "session.recorded": said(["annotator", "connector"], {
    session: id, annotator: id, started: time, ended: time, activeMs: count, tool, "counts?~": openWith("keystrokes", "edits", "undos", "plays", "seeks"), "trace?~": open, "traceDigest?": digest,
  }, ({ session }) => [subjectText("session", session)]),
  "dataset.released": said(byOperator, { dataset: id, version: id, size: count, items: count, labels: count, digest, splits: open }, (data) => [release(data), ...inDataset(data)]),
  "dataset.recalled": said(byOperator, { dataset: id, version: id, reason: text }, (data) => [release(data), ...inDataset(data)]),
  "model.trained": said(byOperator, {
    model: id, version: id, releases: listOf(releaseForm), method: oneOf("pre-training", "supervised", "reward", "preference", "distillation"), digest, "base?": modelVersionForm, "purpose?": text,
  }, (data) => [training(data), ...data.releases.map(release)]),
  "system.placed": said(byOperator, { system: id, version: id, model: modelVersionForm, date: text, purpose: text }, ({ model }) => [training(model)]),
  "decision.traced": said(byOperator, { decision: id, model: modelVersionForm, occurred: time, method: text, influences: listOf(influenceForm) }, ({ decision, model }) => [subjectText("decision", decision), training(model)]),
  "assessment.recorded": said(["operator", "annotator"], { dataset: id, kind: oneOf("bias", "gaps", "suitability", "representativeness", "impact", "procedure"), method: text, digest, findings: open, "measures?": open, "groups?": open }, inDataset),
  "report.issued": said(["operator", "service"], { report: id, dataset: id, size: count, digest }, ({ report, dataset }) => [subjectText("report", report), subjectText("dataset", dataset)]),
  "report.signed": said(["operator", "annotator"], { report: id, of: refForm, role: text }, ({ report }) => [subjectText("report", report)]),
  "disclosure.erased": said(byOperator, { event: refForm, subjects: listOf(erasedSubject, (list) => list.length === 0 ? "the subjects that the event touches" : null), digests: listOf(digestText), legalBasis: text, "orderedBy?~": text }, ({ subjects }) => subjects),
};

function ownSubjects(data) {
  return addressSubjects(data);
}

/** type (with prefix) -> what the vocabulary says of it. */
export const vocabularyTypes = new Map(Object.entries(types).map(([name, type]) => [`touchmark.${name}`, type]));

/** Beyond the shapes of members: what two of them must be to each other. A sentence or null; times are given as microseconds. */
export function timesProblem(data, microseconds) {
  if (data.validFrom !== undefined && microseconds(data.validFrom) >= microseconds(data.validUntil)) return "a credential ends after it begins";
  return data.started !== undefined && microseconds(data.started) > microseconds(data.ended) ? "a session ends after it starts" : null;
}

/** Reads `_sd` of an object: null where it has none, else `{digests}` or `{problem}`. */
export function readSeal(object) {
  if (!isJsonObject(object) || !Object.hasOwn(object, "_sd")) return null;
  const problem = listOf(digestText)(object._sd, "_sd");
  return problem === null ? { digests: object._sd } : { problem };
}
