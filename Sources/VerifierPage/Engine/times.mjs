const microsecondsPerDay = 86_400_000_000n;
const timeShape = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?Z$/;

/** The last that can be written down: years have four digits. */
export const latestTime = 253_402_300_799_999_999n;

/** Microseconds since the Unix epoch of `YYYY-MM-DDTHH:MM:SS[.d{1,6}]Z`, a BigInt; null for any other text. */
export function parseTime(text) {
  const parts = timeShape.exec(text);
  if (parts === null || text.endsWith("\n")) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const seconds = ((dayOfDate(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
  return BigInt(seconds) * 1_000_000n + BigInt((parts[7] ?? "").padEnd(6, "0"));
}

/** The text of microseconds (a BigInt) as events spell times; without a fraction where it is zero. */
export function formatTime(microseconds) {
  let day = microseconds / microsecondsPerDay;
  let rest = microseconds % microsecondsPerDay;
  if (rest < 0n) {
    rest += microsecondsPerDay;
    day -= 1n;
  }
  const { year, month, date } = dateOfDay(Number(day));
  const seconds = Number(rest / 1_000_000n);
  const fraction = rest % 1_000_000n;
  const two = (value) => String(value).padStart(2, "0");
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const decimals = fraction === 0n ? "" : `.${String(fraction).padStart(6, "0")}`;
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(date)}T${clock}${decimals}Z`;
}

function daysOfMonth(year, month) {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

/** Days from 1970-01-01. Not by Date: it takes years below 100 for those of the last century. */
function dayOfDate(year, month, day) {
  const moved = month < 3 ? year - 1 : year;
  const leaps = Math.floor(moved / 4) - Math.floor(moved / 100) + Math.floor(moved / 400);
  const months = Math.floor((153 * ((month + 9) % 12) + 2) / 5);
  return moved * 365 + leaps + months + day - 719_469;
}

function dateOfDay(day) {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const within = shifted - era * 146_097;
  const years = Math.floor(
    (within - Math.floor(within / 1460) + Math.floor(within / 36_524) - Math.floor(within / 146_096)) / 365,
  );
  const ofYear = within - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const date = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return { year: years + era * 400 + (month < 3 ? 1 : 0), month, date };
}
