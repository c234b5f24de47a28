import { parseTime } from "../times.mjs";
import { DerError, octets, tag } from "./der.mjs";

const generalized = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d+))?Z$/;
const universal = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;

/** A GeneralizedTime: `{time: microseconds (BigInt), resolution: of the last digit that it shows, whole: its whole seconds}`. */
export function generalizedTime(node) {
  const parts = generalized.exec(textOf(octets(node, tag.generalizedTime)));
  if (parts === null || (parts[7]?.endsWith("0") ?? false)) throw new DerError("a time is not written as it should be");
  const digits = (parts[7] ?? "").slice(0, 6);
  const whole = moment(parts.slice(1, 7));
  return { time: whole + BigInt(digits.padEnd(6, "0")), resolution: 10n ** BigInt(6 - digits.length), whole };
}

/** The time of a certificate, in microseconds. */
export function certificateTime(node) {
  if (node.tag !== tag.utcTime) return generalizedTime(node).time;
  const parts = universal.exec(textOf(octets(node, tag.utcTime)));
  if (parts === null) throw new DerError("a time is not written as it should be");
  return moment([`${Number(parts[1]) < 50 ? 20 : 19}${parts[1]}`, ...parts.slice(2, 7)]);
}

function moment([year, month, day, hour, minute, second]) {
  const time = parseTime(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (time === null) throw new DerError("a time is none");
  return time;
}

function textOf(bytes) {
  return bytes.length > 64 ? "" : String.fromCharCode(...bytes);
}
