// Times as a phone shows them: by the clock of the bot, in the zone that its person has told, else in this machine's.
import { make } from "./make.js";

/** A time of day as the bot itself writes it: 24 hours, everywhere. `at` in milliseconds. */
export function clock(at, zone) {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone || undefined });
}

/** The name of a time zone: "Europe/Berlin"; without one, this machine's. */
export function zoneName(zone) {
  return zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The date as words: "Sunday 22 November". */
export function dayName(at, zone) {
  return new Date(at).toLocaleDateString("en-GB", {
    weekday: "long", day: "numeric", month: "long", timeZone: zone || undefined,
  }).replace(",", "");
}

/** A time, with its weekday where it is not on the same date as `now`. */
export function clockAfter(at, now, zone) {
  const time = clock(at, zone);
  if (dayName(at, zone) === dayName(now, zone)) return time;
  const far = at - now > 6 * 86400000;
  const day = far ? { day: "numeric", month: "short" } : { weekday: "short" };
  return `${new Date(at).toLocaleDateString("en-GB", { ...day, timeZone: zone || undefined })} ${time}`;
}

/** Put a line with the date before each message that begins another day than the one above it; take away idle ones. */
export function partDays(log, zone) {
  let before = "";
  for (const node of [...log.children]) {
    if (node.classList.contains("day")) {
      node.remove();
      continue;
    }
    if (!node.dataset.at) continue;
    const day = dayName(Number(node.dataset.at), zone);
    if (before && day !== before) node.before(make("div", "day", day));
    before = day;
  }
}
