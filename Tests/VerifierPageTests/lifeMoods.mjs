/** Verbs by how often they are said. */
const verbs = {
  assert: 10, suggest: 4, revise: 8, withdraw: 3, review: 6, relate: 2, rank: 2, adjudicate: 3, issue: 6, present: 4, endCredential: 8, addAuthorityKey: 3,
  endAuthorityKey: 3, withdrawAuthority: 1, recognise: 2, enrol: 2, rotate: 4, endKey: 4, standing: 6, require: 4, policy: 1, addOfficer: 1, retireOfficer: 1,
  guideline: 2, withdrawGuideline: 1, session: 2, release: 1, recall: 1, train: 1, place: 1, trace: 1, report: 1, sign: 1, seal: 1, item: 1, gold: 1, erase: 1, training: 1, logKey: 1,
};
/** In calm lives people work, and little ends. */
const calmVerbs = { assert: 12, revise: 6, review: 4, issue: 12, endCredential: 4, endAuthorityKey: 1, addAuthorityKey: 2, rotate: 2, endKey: 2, standing: 2, present: 2, withdrawAuthority: 1, adjudicate: 2 };
/** In lives of papers, many labels are made under many credentials, and what is told of these is told late. */
const paperVerbs = { assert: 16, issue: 8, endCredential: 8, addAuthorityKey: 2, endAuthorityKey: 2, rotate: 2, endKey: 1, present: 1 };
/** In guided lives people work by instructions, which come and go. */
const guidedVerbs = { assert: 12, suggest: 4, revise: 8, review: 2, guideline: 4, withdrawGuideline: 3, issue: 2, rotate: 1, endKey: 1, require: 1 };
const wheelOf = (said) => Object.entries(said).flatMap(([verb, times]) => Array.from({ length: times }, () => verb));

/** Of each mood, what is said, each verb as often as it weighs. */
export const wheels = { wild: wheelOf(verbs), calm: wheelOf(calmVerbs), papers: wheelOf(paperVerbs), guided: wheelOf(guidedVerbs) };
