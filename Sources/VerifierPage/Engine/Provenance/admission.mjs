import { citationRefusal, labelHeadRefusal } from "./admissionLabels.mjs";
import { authorshipRefusal, keyRefusal, openingRefusal, signerRefusal } from "./admissionSigners.mjs";
import { creationRefusal, erasureRefusal, existenceRefusal, guidelineEndRefusal, sizeRefusal, suspensionEndRefusal } from "./admissionSubjects.mjs";
import { givesLabelValue, isOfLabel, statementOf } from "./Folds/labels.mjs";
import { isAdverse, isEnrolled, judgeAct, judgeStatement, knowledgeThen } from "./judge.mjs";
import { subjectText } from "./subjects.mjs";

/** In the order in which they are asked: first who speaks, then whether it fits what is there. After them comes the verdict. */
const admissionRules = [
  openingRefusal,
  ledgerRefusal,
  signerRefusal,
  authorshipRefusal,
  idRefusal,
  keyRefusal,
  creationRefusal,
  existenceRefusal,
  guidelineEndRefusal,
  labelHeadRefusal,
  citationRefusal,
  suspensionEndRefusal,
  sizeRefusal,
  erasureRefusal,
];

/**
 * Why the rules refuse an entry: the first that does, `{rule, sentence}`, or null. A rule whose histories are not here whole is passed
 * over.
 *
 * @param entry {index, recorded, event, digest, kid}
 * @param histories the World, holding what came before
 * @param asksVerdict whether a verdict is asked for that may refuse the entry
 */
export function admissionRefusal(entry, histories, asksVerdict) {
  for (const rule of admissionRules) {
    const refusal = rule(entry, histories);
    if (refusal !== null) return refusal;
  }
  return asksVerdict ? enforcementRefusal(entry, histories) : null;
}

/** How many entries about the signer a verdict would look at that may refuse an entry; 0 where no verdict may. */
export function admissionExaminations(entry, histories) {
  const { event } = entry;
  if (!isOfLabel(event) || !isEnrolled(event.source)) return 0;
  const count = histories.examinationCount(event.source);
  return count > 0 && enforcementFor(entry, histories) === "refuse" ? count : 0;
}

function ledgerRefusal({ event }, histories) {
  const origin = histories.fold("ledger:")?.origin;
  if (origin === undefined || event.ledger === origin) return null;
  return { rule: "another-ledger", sentence: `The event is for the ledger "${event.ledger}", this is "${origin}".` };
}

function idRefusal({ event, index }, histories) {
  const other = histories.eventWithId(event.id);
  if (other === undefined || other.index >= index) return null;
  return { rule: "id-taken", sentence: `The id ${event.id} is that of another event, at index ${other.index}.` };
}

/** Where the dataset, or else the ledger, says `refuse`, an adverse verdict is a refusal. */
function enforcementRefusal(entry, histories) {
  const { event } = entry;
  if (!isOfLabel(event) || !isEnrolled(event.source) || enforcementFor(entry, histories) !== "refuse") return null;
  const verdict = adverseVerdict(event, statementOf(entry), histories);
  return verdict === null ? null : { rule: verdict, sentence: `The verdict on this label would be ${verdict}.` };
}

/** What is done about adverse verdicts on labels; undefined where nobody can say. */
function enforcementFor({ index, event: { data } }, histories) {
  const policy = histories.fold(subjectText("policy", data.dataset));
  if (policy === null) return undefined;
  return policy.requirementsAt(index)?.data.enforcement ?? histories.fold("ledger:")?.policyAt(index)?.enforcement;
}

/** Reviews and withdrawals give no value, so that only key and standing are asked of them. */
function adverseVerdict(event, statement, histories) {
  const judge = givesLabelValue(event) ? judgeStatement : judgeAct;
  const judgement = judge(statement, knowledgeThen(statement), histories);
  return judgement === null || !isAdverse(judgement) ? null : judgement.verdict;
}
