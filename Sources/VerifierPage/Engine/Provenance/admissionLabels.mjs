import { referenceText } from "./Folds/effects.mjs";
import { isOfLabel } from "./Folds/labels.mjs";
import { isWithdrawnAt } from "./Folds/policy.mjs";
import { subjectText } from "./subjects.mjs";

/** Rules about labels: nobody overwrites anybody unseen, and what a label cites is what it says it is. */

/** An event of a label follows the head that its signer saw. */
export function labelHeadRefusal(entry, histories) {
  const { event } = entry;
  const label = isOfLabel(event) ? histories.fold(event.subject) : null;
  if (label === null) return null;
  const { head } = label;
  const { data, source } = event;
  if (head !== null && head.statement.name !== data.name) {
    const sentence = `The label answers "${head.statement.name}", not "${data.name}".`;
    return { rule: "other-question", sentence };
  }
  switch (event.type) {
    case "touchmark.label.suggested":
      return mustBeNew(head);
    case "touchmark.label.asserted":
    case "touchmark.relation.asserted":
    case "touchmark.preference.ranked":
      return head?.kind === "suggested" ? null : mustBeNew(head);
    case "touchmark.label.revised":
      return mustFollow(data.revises, head);
    case "touchmark.label.withdrawn":
      return mustFollow(data.revises, head) ?? mustBeAuthor(source, head);
    case "touchmark.review.recorded":
      return mustFollow(data.reviews, head) ?? mustNotBeAuthor(source, head);
    default:
      return adjudicationRefusal(data, head, histories);
  }
}

function mustBeNew(head) {
  return head === null ? null : { rule: "label-exists", sentence: "The label was made already." };
}

function mustFollow(cited, head) {
  if (head === null) return { rule: "no-label", sentence: "There is no such label." };
  if (referenceText(cited) === head.reference) return null;
  const [id] = head.reference.split(" ");
  const sentence =
    cited.id === id
      ? `The digest cited is not that of the label's head, ${id}.`
      : `The label's head is ${id}, not ${cited.id}.`;
  return { rule: "head-moved", sentence };
}

function mustBeAuthor(source, head) {
  if (source.startsWith("operator:") || head.statement.source === source) return null;
  const sentence = "A label is withdrawn by whoever gave it its value, or by the operator.";
  return { rule: "not-its-author", sentence };
}

function mustNotBeAuthor(source, head) {
  return head.statement.source === source ? { rule: "own-label", sentence: "Nobody reviews a label of their own." } : null;
}

/** An adjudication makes a label of its own, or decides on one that is among those it saw. */
function adjudicationRefusal({ dataset, item, label, among }, head, histories) {
  for (const candidate of among) {
    const fold = histories.fold(subjectText("label", dataset, item, candidate.label));
    const refusal = fold === null ? null : mustFollow(candidate.event, fold.head);
    if (refusal !== null) return refusal;
  }
  return among.some((candidate) => candidate.label === label) ? null : mustBeNew(head);
}

/** The item's registration, a guideline of the dataset, a suggestion for the same question, labels of the same item. */
export function citationRefusal({ event, recorded }, histories) {
  if (!isOfLabel(event)) return null;
  const { data, type } = event;
  const ends = type === "touchmark.relation.asserted" ? [data.from, data.to] : [];
  return (
    itemRefusal(data, histories) ??
    guidelineRefusal(data, recorded, histories) ??
    suggestionRefusal(data, histories) ??
    endsRefusal(data, ends, histories)
  );
}

function itemRefusal({ dataset, item, on }, histories) {
  const subject = subjectText("item", dataset, item);
  const fold = histories.fold(subject);
  if (fold === null) return null;
  if (fold.registration === null) return { rule: "unknown-item", sentence: `${subject} is not registered.` };
  if (on === undefined || referenceText(on) === fold.registration) return null;
  return { rule: "other-item", sentence: `on is not the registration of ${subject}.` };
}

function guidelineRefusal({ dataset, guideline }, recorded, histories) {
  const policy = guideline === undefined ? null : histories.fold(subjectText("policy", dataset));
  if (policy === null) return null;
  const version = policy.guidelines.of(guideline);
  if (version === undefined) {
    const sentence = `The guideline cited was not published for ${subjectText("dataset", dataset)}.`;
    return { rule: "unknown-guideline", sentence };
  }
  if (!isWithdrawnAt(version, recorded)) return null;
  return { rule: "guideline-withdrawn", sentence: "The version of the guideline that is cited was withdrawn." };
}

function suggestionRefusal({ dataset, item, name, accepts }, histories) {
  const subject = subjectText("question", dataset, item, name);
  const question = accepts === undefined ? null : histories.fold(subject);
  if (question === null || question.suggestions.has(referenceText(accepts))) return null;
  return { rule: "unknown-suggestion", sentence: `accepts names no suggestion for ${subject}.` };
}

function endsRefusal({ dataset, item }, ends, histories) {
  for (const end of ends) {
    const subject = subjectText("label", dataset, item, end);
    const fold = histories.fold(subject);
    if (fold === null || fold.head !== null) continue;
    return { rule: "no-label", sentence: `The relation's end ${subject} does not exist.` };
  }
  return null;
}
