// The panel for developers: the last turn of each phone. It stays open or closed as it was left.
import { clock, clockAfter } from "./days.js";
import { make } from "./make.js";

const KEY = "upstream.developer";
const MOMENT = /\b[12]\d{9}(\.\d+)?\b/g; // Unix seconds

export class Developer {
  constructor(names) {
    this.names = names;
    this.node = document.getElementById("developer");
    this.turns = this.node.querySelector(".turns");
    this.node.open = kept();
    document.body.classList.toggle("developing", this.node.open);
    this.node.addEventListener("toggle", () => {
      document.body.classList.toggle("developing", this.node.open);
      keep(this.node.open);
      if (this.node.open && this.node.contains(document.activeElement)) this.node.scrollIntoView({ block: "start" });
    });
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.node.open) return;
      this.node.open = false;
      this.node.querySelector("summary").focus();
    });
  }

  /** Show the last turns, by user id. */
  show(turns, people) {
    this.turns.replaceChildren(...people.map((id) => this.turn(id, turns[id])));
  }

  turn(id, turn) {
    const { name, zone } = this.names(id);
    const box = make("section", "turn");
    const head = make("h3", "", name);
    head.append(make("small", "", turn ? `${clock(turn.at * 1000, zone)} · turn ${turn.turn || "–"} · ${turn.event}` : "no turn yet"));
    box.append(head);
    if (!turn) return box;
    if (turn.heard.length) box.append(heard(turn.heard));
    const list = make("dl");
    row(list, "about", turn.about ? [turn.about] : []);
    row(list, "signals", turn.signals.map((one) => `${one.name} ${one.score.toFixed(2)}`));
    row(list, "place", [`${turn.place.before || "—"} → ${turn.place.after || "—"}`]);
    row(list, "stack", turn.place.stack.length > 1 ? turn.place.stack : []);
    row(list, "said", turn.said);
    row(list, "slots", turn.slots.map((one) => changed(one, zone)).filter(Boolean));
    row(list, "timers", turn.timers.map((one) => moved(one, turn.at * 1000, zone)));
    row(list, "effects", turn.effects.map((one) => (one.about ? `${one.kind}: ${one.about}` : one.kind)));
    box.append(list);
    return box;
  }
}

function heard(pieces) {
  const box = make("p", "heard");
  box.dir = "auto";
  for (const { text, signals } of pieces) {
    if (!signals.length) {
      box.append(text);
      continue;
    }
    const mark = make("mark", "", text);
    mark.title = signals.join(", ");
    box.append(mark);
  }
  return box;
}

function row(list, name, values) {
  if (!values.length) return;
  list.append(make("dt", "", name));
  const box = make("dd");
  for (const value of values) box.append(make("div", "", value));
  list.append(box);
}

/** A slot that changed; "" where only the seconds of a time did. */
function changed(slot, zone) {
  const [before, after] = [slot.before, slot.after].map((value) => value?.replace(MOMENT, (at) => clock(at * 1000, zone)));
  if (before === after) return "";
  if (slot.before === null) return `${slot.name} = ${after}`;
  return slot.after === null ? `${slot.name} is gone` : `${slot.name}: ${before} → ${after}`;
}

function moved({ name, before, after }, at, zone) {
  if (after === null) return `− ${name}`;
  return `${before === null ? "+" : "↷"} ${name} ${clockAfter(after * 1000, at, zone)}`;
}

function kept() {
  try {
    return localStorage.getItem(KEY) === "open";
  } catch {
    return false;
  }
}

function keep(open) {
  try {
    localStorage.setItem(KEY, open ? "open" : "");
  } catch {
    return; // then it holds until the page is left
  }
}
