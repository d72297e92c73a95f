// In a window as narrow as a phone one thing is shown at a time: one of the phones, or what is beside them. In a middling
// one both phones are shown, and only what is beside them comes and goes.
import { make, pressable } from "./make.js";

const nav = document.getElementById("whose-phone");
const side = document.getElementById("side");

export class Switcher {
  constructor() {
    this.buttons = new Map();
    this.add("Clock", side);
  }

  /** A further thing that can be shown; the first phone is shown to begin with. */
  add(label, node) {
    const button = pressable(node === side ? "beside" : "", label, () => this.show(node === this.shown ? this.before : node));
    button.append(make("i", "dot"));
    button.setAttribute("aria-pressed", "false");
    const last = this.buttons.get(side);
    if (last) last.before(button);
    else nav.append(button);
    this.buttons.set(node, button);
    if (this.buttons.size === 2) this.show(node);
  }

  show(node) {
    if (node !== side) this.before = node;
    this.shown = node;
    for (const [other, button] of this.buttons) {
      other.classList.toggle("shown", other === node);
      button.setAttribute("aria-pressed", String(other === node));
    }
    this.news(node, "");
    node.dispatchEvent(new Event("shown"));
  }

  /** Mark that there is something new on what is not shown. */
  news(node, what = "new") {
    const dot = this.buttons.get(node)?.querySelector(".dot");
    if (dot) dot.textContent = node === this.shown ? "" : what;
  }
}
