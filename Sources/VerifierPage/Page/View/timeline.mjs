import { phrase, say, sayNumber } from "../Words/words.mjs";
import { element, foreign, foreignName, more, shortened, table, visibleText } from "./dom.mjs";

const picture = { width: 760, left: 150, right: 16, lane: 20, gap: 14, top: 12, axis: 34 };
const spansShown = 80;

/** The item's tracks on one timeline, with the labels that lie on them: a picture, and the same in words. */
export function timelineOf(item, lives) {
  const tracks = item.tracks.map((track) => lane(track, lives));
  const timed = tracks.filter(({ span }) => span !== null);
  const left = timed.length === 0 ? null : pictureOf(item, timed);
  return [left, trackTable(item, tracks), more("items.moreSpans", tracks.reduce((sum, { rest }) => sum + rest, 0)), more("items.moreTracks", item.moreTracks)];
}

/** Where a tick stands, in seconds on the item's timeline (Time.md), rounded as numbers here are. */
function seconds({ timebase, offset, drift }, tick) {
  return (offset + (tick * timebase.numerator * 1e6) / timebase.denominator / (1 + drift * 1e-6)) / 1e6;
}

function lane(track, lives) {
  const found = lives.flatMap((life) => (life.withdrawn ? [] : life.segments ?? [])
    .filter((segment) => segment.track === track.id)
    .map((segment) => ({ label: life.label, segment })));
  const runs = track.timebase !== null;
  const marks = found.slice(0, spansShown).map(({ label, segment }) => ({
    label, from: runs && segment.start !== null ? seconds(track, segment.start) : null,
    to: runs && segment.end !== null ? seconds(track, segment.end) : null,
  }));
  const ends = marks.flatMap(({ to }) => (to === null ? [] : [to]));
  const length = track.duration === null ? Math.max(...ends) : seconds(track, track.duration);
  const span = runs && Number.isFinite(length) ? [seconds(track, 0), length] : null;
  return { track, marks, span, rest: Math.max(0, found.length - spansShown) };
}

/** Marks with their names, where they are drawn; those that would overlap go into rows of their own. */
function stacked(marks, x) {
  const rows = [];
  for (const { label, from, to } of marks.filter((mark) => mark.from !== null).toSorted((a, b) => a.from - b.from)) {
    const mark = placed(label, from, to, x);
    const row = rows.find((taken) => taken.at(-1).right + 6 <= mark.left) ?? rows[rows.push([]) - 1];
    row.push(mark);
  }
  return rows;
}

/** The name stands in the mark where there is room, else behind it, near the right edge before it. */
function placed(label, from, to, x) {
  const [start, width] = [x(from), Math.max(3, x(to) - x(from))];
  const name = shortName(label);
  const needed = 7 * name.length + 8;
  const side = width > needed ? "inside" : start + width + needed > picture.width ? "before" : "behind";
  const [left, right] = [side === "before" ? start - needed : start, start + width + (side === "behind" ? needed : 0)];
  return { label, from, to, name, start, width, side, left, right };
}

function pictureOf(item, lanes) {
  const from = Math.min(...lanes.map(({ span }) => span[0]));
  const to = Math.max(...lanes.map(({ span }) => span[1]), from + 1e-6);
  const x = (second) => picture.left + ((second - from) / (to - from)) * (picture.width - picture.left - picture.right);
  let y = picture.top;
  const drawn = lanes.map((each) => {
    const rows = stacked(each.marks, x);
    const parts = laneParts(each, rows, x, y);
    y += Math.max(1, rows.length) * picture.lane + picture.gap;
    return parts;
  });
  const title = say("items.timeline", { item: shortened(item.item) });
  return element("figure", {},
    element("div", { class: "scrolls", role: "group", tabindex: "0", "aria-label": title },
      element("svg", { viewBox: `0 0 ${picture.width} ${y + picture.axis}`, role: "img", "aria-label": title, class: "timeline" },
        drawn, axis(from, to, x, y))),
    element("figcaption", {}, phrase("items.timeline", { item: foreignName(item.item) }), " ", element("span", { class: "note" }, say("items.timeline.note"))));
}

function laneParts({ track, span }, rows, x, y) {
  const height = Math.max(1, rows.length) * picture.lane;
  const [start, end] = [x(span[0]), x(span[1])];
  const shift = track.uncertainty === null ? 0 : Math.min(60, x(track.uncertainty / 1e6) - x(0));
  return [
    element("text", { x: picture.left - 8, y: y + height / 2 + 4, class: "lane-name", "text-anchor": "end" }, shortName(track.id)),
    shift > 0.5 ? [[start, -1], [end, 1]].map(([edge, side]) => element("rect", {
      class: "uncertain", x: Math.max(picture.left, side < 0 ? edge - shift : edge), y, width: shift, height,
    })) : null,
    element("rect", { class: "lane", x: start, y, width: Math.max(1, end - start), height }),
    rows.map((row, place) => row.map((mark) => markParts(mark, y + place * picture.lane))),
  ];
}

function markParts(mark, y) {
  const { name, start, width, side } = mark;
  const at = { inside: start + 5, before: start - 4, behind: start + width + 4 }[side];
  return element("g", {},
    element("title", {}, markWords(mark)),
    element("rect", { class: "mark", x: start, y: y + 2, width, height: picture.lane - 4, rx: 2 }),
    element("text", {
      class: `mark-name ${side}`, x: at, y: y + picture.lane / 2 + 4, "text-anchor": side === "before" ? "end" : "start",
    }, name));
}

function axis(from, to, x, y) {
  const step = niceStep((to - from) / 6);
  const ticks = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to && ticks.length < 20; tick += step) ticks.push(tick);
  return [
    element("line", { class: "axis", x1: x(from), x2: x(to), y1: y, y2: y }),
    ticks.map((tick) => [
      element("line", { class: "axis", x1: x(tick), x2: x(tick), y1: y, y2: y + 5 }),
      element("text", { class: "tick", x: x(tick), y: y + 17, "text-anchor": "middle" }, sayNumber(tick, { maximumFractionDigits: 3 })),
    ]),
    element("text", { class: "tick", x: picture.left - 8, y: y + 17, "text-anchor": "end" }, say("items.timeline.axis")),
  ];
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-6)));
  return [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
}

function shortName(text) {
  return shortened(text, 18);
}

function inSeconds(value) {
  return sayNumber(value, { maximumFractionDigits: 3 });
}

function markWords({ label, from, to }) {
  if (from === null || to === null) return visibleText(label);
  return say("items.on", { label: visibleText(label), from: inSeconds(from), to: inSeconds(to) });
}

function trackTable(item, lanes) {
  const columns = ["track", "span", "uncertainty", "labels"].map((name) => say(`items.column.${name}`));
  const rows = lanes.map(({ track, span, marks }) => [
    [foreign(track.id), element("div", { class: "note" }, foreign(`${track.modality}, ${track.mediaType}`))],
    span === null ? say("items.timeless") : say("items.span", { from: inSeconds(span[0]), to: inSeconds(span[1]) }),
    track.uncertainty === null ? say("items.unstated") : sayNumber(track.uncertainty / 1e6, { maximumFractionDigits: 6 }),
    marks.length === 0 ? "–" : element("ul", { class: "plain" }, marks.map((mark) => element("li", {}, foreign(markWords(mark))))),
  ]);
  return table(say("items.table.caption", { item: shortened(item.item) }), columns, rows);
}
