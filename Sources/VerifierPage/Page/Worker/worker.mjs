import { parseAuthorities } from "../../Engine/options.mjs";
import { verify } from "../../Engine/verify.mjs";
import { shownBounds } from "./bounds.mjs";
import { FileSource } from "./fileSource.mjs";
import { ShownWorld } from "./world.mjs";

/**
 * The half of the page that works. Gets one message {file, options, filter}, `options.authorities` being a text; answers with
 * {progress}, and at last with one of {report, known, world, milliseconds, json}, {unreadable}, {invalid} or {failed}. To cancel
 * is to end the worker.
 */
self.onmessage = async ({ data: { file, options, filter } }) => {
  try {
    self.postMessage(await verifiedAnswer(file, options, filter));
  } catch (error) {
    self.postMessage(answerOf(error));
  }
};

async function verifiedAnswer(file, { authorities, ...rest }, filter) {
  const known = authorities === undefined ? {} : parseAuthorities(authorities);
  const world = new ShownWorld(filter);
  const began = performance.now();
  const report = await verify(new FileSource(file), { ...rest, authorities: known }, {
    onProgress: (progress) => self.postMessage({ progress }),
    onEntry: (entry) => world.add(entry),
  });
  const milliseconds = performance.now() - began;
  const shown = { ...report, labels: shownVerdicts(report, world), ...verdictTally(report) };
  return { report: shown, known: { ...known }, world: await world.summary(), milliseconds, json: reportFile(report) };
}

/** The report as `touchmark-verify --json` prints it, label by label: there may be many. */
function* reportPieces({ labels, ...rest }) {
  yield JSON.stringify(rest).slice(0, -1) + ',"labels":[';
  for (let place = 0; place < labels.length; place += 1) yield (place > 0 ? "," : "") + JSON.stringify(labels[place]);
  yield "]}\n";
}

/** A blob of blobs: the browser keeps them outside of this script's memory. */
function reportFile(report) {
  const blobs = [];
  let text = "";
  for (const piece of reportPieces(report)) {
    text += piece;
    if (text.length < 1 << 20) continue;
    blobs.push(new Blob([text]));
    text = "";
  }
  return new Blob([...blobs, text], { type: "application/json" });
}

/** Verdicts on the labels whose lives are shown, and on others while there is room. */
function shownVerdicts({ labels }, world) {
  const lives = world.labels.table;
  const wanted = labels.filter(({ subject }) => lives.find(subject) !== undefined);
  const others = world.labels.filter ? [] : labels.slice(0, shownBounds.verdicts).filter(({ subject }) => !lives.find(subject));
  return [...wanted, ...others].slice(0, shownBounds.verdicts);
}

/** How many labels there are of each pair of verdicts, on whose word, and how many are disputed. */
function verdictTally({ labels }) {
  const tally = new Map();
  let disputed = 0;
  for (const { verdict, verdictNow, isAuthorityTrusted, isDisputed } of labels) {
    const key = `${verdict} ${verdictNow} ${isAuthorityTrusted}`;
    tally.set(key, (tally.get(key) ?? 0) + 1);
    if (isDisputed) disputed += 1;
  }
  const verdicts = [...tally].map(([key, count]) => {
    const [then, now, trusted] = key.split(" ");
    return { then, now, trusted: trusted === "true", count };
  });
  return { labelCount: labels.length, disputed, verdicts };
}

function answerOf(error) {
  if (error?.name === "Unreadable") return { unreadable: { code: error.code, line: error.line, message: error.message } };
  if (error?.name === "InvalidOption") return { invalid: { option: error.option, message: error.message } };
  if (error?.name === "NotReadableError") return { unreadable: { code: "changed", message: error.message } };
  return { failed: { name: String(error?.name ?? "Error"), message: String(error?.message ?? error) } };
}
