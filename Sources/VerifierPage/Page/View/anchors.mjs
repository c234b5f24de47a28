import { say, sayNumber } from "../Words/words.mjs";
import { cautionOf, element, exactTime, foreign, more, section, table } from "./dom.mjs";

const anchorsShown = 100;

/** By whose word which entries were there, and by when. */
export function anchorsSection({ report }) {
  const { anchors } = report;
  const columns = ["who", "size", "time", "latest"].map((name) => say(`anchors.column.${name}`));
  const rows = anchors.slice(0, anchorsShown).map(({ kind, name, policy, size, time, latest }) => [
    [foreign(name), element("br"), say(`anchors.${kind}`), policy === null ? null : [element("br"), say("anchors.policy", { policy })]],
    say("anchors.first", { size: sayNumber(size) }), exactTime(time), exactTime(latest),
  ]);
  return section("anchors", say("anchors.title"),
    cautionOf(report),
    anchors.length === 0 ? element("p", {}, say("anchors.none")) : [table(say("anchors.caption"), columns, rows), element("p", { class: "note" }, say("anchors.note"))],
    more("anchors.more", anchors.length - anchorsShown));
}
