import { citationRefusal, labelHeadRefusal } from "./admissionLabels.mjs";
import { authorshipRefusal, keyRefusal, openingRefusal, signerRefusal } from "./admissionSigners.mjs";
import { creationRefusal, erasureRefusal, existenceRefusal, guidelineEndRefusal, sizeRefusal, suspensionEndRefusal } from "./admissionSubjects.mjs";
import { givesLabelValue, isOfLabel, statementOf } from "./folds.mjs";
import { isAdverse, isEnrolled, judgeAct, judgeStatement, knowledgeThen } from "./judge.mjs";
import { subjectText } from "./subjects.mjs";

/** In the order in which they are asked: first who speaks, then whether it fits what is there, last the verdict. */
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
  enforcementRefusal,
];

/**
 * Why the rules refuse an entry: the first that does, `{rule, sentence}`, or null. A rule whose histories are not here whole is passed
 * over.
 *
 * @param entry {index, recorded, event, digest, kid}
 * @param histories the World, holding what came before
 */
export function admissionRefusal(entry, histories) {
  for (const rule of admissionRules) {
    const refusal = rule(entry, histories);
    if (refusal !== null) return refusal;
  }
  return null;
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
  if (!isOfLabel(event) || !isEnrolled(event.source)) return null;
  const statement = statementOf(entry);
  const policy = histories.fold(subjectText("policy", statement.dataset));
  if (policy === null) return null;
  const own = policy.requirementsAt(entry.index)?.data.enforcement;
  const enforcement = own ?? histories.fold("ledger:")?.policyAt(entry.index)?.enforcement;
  if (enforcement !== "refuse") return null;
  const verdict = adverseVerdict(event, statement, histories);
  return verdict === null ? null : { rule: verdict, sentence: `The verdict on this label would be ${verdict}.` };
}

/** Reviews and withdrawals give no value, so that only key and standing are asked of them. */
function adverseVerdict(event, statement, histories) {
  const judge = givesLabelValue(event) ? judgeStatement : judgeAct;
  const judgement = judge(statement, knowledgeThen(statement), histories);
  return judgement === null || !isAdverse(judgement) ? null : judgement.verdict;
}
