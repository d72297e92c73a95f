// The bot's clock: what time it is for the bot, what is due next, and moving on to it.
import { clock, clockAfter, dayName, zoneName } from "./days.js";
import { make, pressable } from "./make.js";

const box = document.getElementById("later");
const find = (selector) => box.querySelector(selector);
const listeners = [];
const TOLD_SECONDS = 30; // what is said of a move is about that minute, and goes again
let ahead = 0;

/** The bot's time, in milliseconds. */
export function botNow() {
  return Date.now() + ahead;
}

/** Call `tell` each time the clock was moved, and each second. */
export function onTick(tell) {
  listeners.push(tell);
}

export class Later {
  /** `post(path, body)` asks the server; `names` gives the first name and the zone of a user id. */
  constructor(post, names) {
    this.post = post;
    this.names = names;
    this.zone = null;
    for (const button of box.querySelectorAll(".moves button")) {
      const { minutes, to } = button.dataset;
      button.addEventListener("click", () => this.move(minutes ? { minutes: Number(minutes) } : { to }));
    }
    setInterval(() => this.tick(), 1000);
  }

  /** Show the stage: what time it is and what is due. */
  show(stage) {
    box.hidden = !stage;
    if (!stage) return;
    this.zone = Object.values(stage.zones).find(Boolean) || null;
    ahead = Math.round(stage.now * 1000 - Date.now());
    if (stage.ahead < 1) this.tell("");
    find(".ahead").textContent = stage.ahead < 1 ? "The bot's clock is right." :
      `${span(stage.ahead)} ahead. It is right again after “Start anew” or a restart.`;
    const checkin = find("[data-to=checkin]");
    checkin.disabled = !stage.checkin;
    checkin.title = stage.checkin ? "" : "No check-in is set: turn it on in /settings on one of the phones";
    this.showDue(stage.due);
    this.tick();
  }

  showDue(due) {
    const list = find(".due");
    const lines = due.map((one) => {
      const { name, zone } = this.names(one.user_id);
      const whose = zoneName(zone) === zoneName(this.zone) ? name : `${name} · ${zoneName(zone)}`;
      return { ...one, time: clockAfter(one.at * 1000, botNow(), zone), whose };
    });
    const shape = JSON.stringify(lines);
    if (shape === this.shape) return; // built anew it would lose the focus of who is using it
    this.shape = shape;
    const held = list.contains(document.activeElement);
    list.replaceChildren();
    for (const { at, name, time, whose } of lines) {
      const button = pressable("", "", () => this.move({ until: at }));
      button.append(make("time", "", time), make("span", "", name), make("small", "", whose));
      button.setAttribute("aria-label", `Go on to ${time}: ${name}, ${whose}`);
      const item = make("li");
      item.append(button);
      list.append(item);
    }
    if (!due.length) list.append(make("li", "hint", "Nothing. The bot waits for somebody to write."));
    if (held) (list.querySelector("button") || find(".moves button")).focus();
  }

  async move(body) {
    if (box.getAttribute("aria-busy")) return; // one move after the other
    box.setAttribute("aria-busy", "true");
    const done = await this.post("/api/later", body);
    box.removeAttribute("aria-busy");
    if (!done) return;
    const now = botNow();
    const happened = { 0: "Nothing was due on the way.", 1: "One thing was due on the way." };
    this.tell(`Moved on to ${clock(now, this.zone)}, ${dayName(now, this.zone)}. ` +
      (happened[done.stops] || `${done.stops} things were due on the way.`));
  }

  tell(text) {
    clearTimeout(this.told);
    set(find(".moved"), text);
    if (text) this.told = setTimeout(() => this.tell(""), TOLD_SECONDS * 1000);
  }

  tick() {
    const now = botNow();
    set(find(".bot-time"), clock(now, this.zone));
    set(find(".bot-day"), dayName(now, this.zone));
    set(find(".bot-zone"), zoneName(this.zone));
    listeners.forEach((tell) => tell(now));
  }
}

/** Change a text only where it is another one, so that nothing is drawn or read out without need. */
export function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Seconds as "3 h 20 min" or "2 days 1 h". */
function span(seconds) {
  const minutes = Math.round(seconds / 60);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const parts = [days && `${days} ${days === 1 ? "day" : "days"}`, hours && `${hours} h`, minutes % 60 && `${minutes % 60} min`];
  return parts.filter(Boolean).slice(0, 2).join(" ") || "Less than a minute";
}
