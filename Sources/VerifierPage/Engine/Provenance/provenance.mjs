import { decodeEvent, hasAmbiguousSeal, placeDisclosures } from "./event.mjs";
import { effectiveTime } from "./Folds/effects.mjs";
import { EvidenceClosure, coveringSubjects, isEvidenceScope, parseSubject } from "./subjects.mjs";
import { ExaminationBudget, doesHold, isAdverse, knowledgeNow, knowledgeThen } from "./judge.mjs";
import { World } from "./world.mjs";

/** All that the engine asks of events, their histories and their rules. */
export {
  EvidenceClosure,
  ExaminationBudget,
  World,
  coveringSubjects,
  decodeEvent,
  doesHold,
  effectiveTime,
  hasAmbiguousSeal,
  isAdverse,
  isEvidenceScope,
  knowledgeNow,
  knowledgeThen,
  parseSubject,
  placeDisclosures,
};
