import { phrase, say, saySize } from "../Words/words.mjs";
import { code, element, facts, foreign, moment, more, section, told } from "./dom.mjs";

const anchorLimit = 40;

/** What was checked against what, for whoever wants to repeat it. */
export function evidenceSection({ report, known, world, wish, checkedAt }) {
  const { checkpoint, seal } = report;
  const { continues, operator } = world.ledger;
  return section("evidence", say("evidence.title"), facts([
    report.scope && [say("evidence.about"), foreign(report.scope.subject)],
    [say("evidence.file"), [foreign(wish.file.name), `, ${saySize(wish.file.size)}`]],
    [say("evidence.checked"), phrase("evidence.checked.at", { moment: moment(checkedAt * 1000) })],
    [say("evidence.key"), code(wish.options.key)],
    [say("evidence.keyOrigin"), foreign(wish.keyOrigin || "–")],
    [say("evidence.options"), optionWords(wish.options, known)],
    checkpoint && [say("evidence.origin"), foreign(checkpoint.origin)],
    operator && [say("evidence.operator"), foreign(operator)],
    checkpoint && [say("evidence.size"), say("evidence.entries", { count: checkpoint.size })],
    checkpoint && [say("evidence.root"), code(checkpoint.root)],
    seal && [say("evidence.seal"), phrase("evidence.seal.at", { index: seal.index, size: seal.size, moment: moment(Number(seal.recorded)) })],
    continues && [say("evidence.continues"), phrase("evidence.continues.at", { origin: foreign(continues.origin), size: continues.size })],
    ...report.anchors.slice(0, anchorLimit).map((anchor) => [say("evidence.anchor"), anchorWords(anchor)]),
    [say("evidence.command"), code(commandOf(wish))],
  ]), more("evidence.anchors.more", report.anchors.length - anchorLimit), more("shown.cut", world.cutTexts));
}

function anchorWords({ kind, size, name, latest, policy }) {
  const parameters = { size, name: foreign(name), moment: told(latest), policy: foreign(policy ?? "") };
  return phrase(kind === "token" ? "evidence.anchor.token" : "evidence.anchor.cosignature", parameters);
}

function optionWords({ unsealedOK, greatestAge, witnesses, auditors, tsaRoots }, known) {
  const words = [
    Object.keys(known).length > 0 ? say("evidence.options.authorities", { count: Object.keys(known).length }) : null,
    witnesses === undefined ? null : say("evidence.options.witnesses"),
    auditors === undefined ? null : say("evidence.options.auditors"),
    tsaRoots === undefined ? null : say("evidence.options.roots"),
    greatestAge === undefined ? null : say("evidence.options.age", { count: greatestAge }),
    unsealedOK ? say("evidence.options.unsealed") : null,
  ].filter((word) => word !== null);
  return words.length === 0 ? say("evidence.options.none") : element("span", {}, words.join("; "));
}

/** In words that a shell takes as they stand. */
function commandOf({ file, options }) {
  const quoted = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;
  const words = ["touchmark-verify", quoted(`./${file.name}`), "--key", quoted(options.key)];
  if (options.authorities) words.push("--authorities", "authorities.json");
  if (options.witnesses !== undefined) words.push("--witnesses", "witnesses.policy");
  if (options.auditors !== undefined) words.push("--auditors", "auditors.vkeys");
  if (options.tsaRoots !== undefined) words.push("--tsa-roots", "roots.pem");
  if (options.greatestAge !== undefined) words.push("--max-age", String(options.greatestAge));
  if (options.unsealedOK) words.push("--unsealed-ok");
  return words.join(" ");
}
