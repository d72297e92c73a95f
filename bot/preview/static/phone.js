// One phone: its chat, its input, the keyboard under it. `post(deed, body)` does something as its person.
import { copyText } from "./copying.js";
import { clock, partDays } from "./days.js";
import { set } from "./later.js";
import { Log } from "./log.js";
import { make, pressable } from "./make.js";
import { Menus } from "./menus.js";
import { messageNode } from "./message.js";

const SPINNER_SECONDS = 20;
const TOAST_SECONDS = 4;
const TYPING_SECONDS = 5;
const QUICK_SECONDS = 0.25; // an answer that comes sooner needs no sign that it is being written

export class Phone {
  constructor(state, post, choosePlace, notice) {
    this.post = (deed, body) => post(state.user_id, deed, body);
    this.choosePlace = choosePlace;
    this.notice = notice;
    this.node = document.getElementById("phone-template").content.firstElementChild.cloneNode(true);
    this.find = (selector) => this.node.querySelector(selector);
    this.log = new Log(this.find(".log"), this.find(".newest"));
    this.input = this.find("textarea");
    this.menus = new Menus(this.node, (text) => this.begin(text));
    this.waiting = [];
    this.act = {
      command: (text) => this.send(text),
      tap: (id, data, button) => this.tap(id, data, button),
      copy: async (text) => (await copyText(text)) && this.toast("Copied"),
    };
    this.zone = null;
    this.answeredTo = 0;
    this.nameIt(state);
    this.wire();
    this.show(state);
  }

  nameIt(state) {
    this.node.id = `phone-${state.user_id}`;
    const heading = this.find(".whose");
    heading.id = `whose-${state.user_id}`;
    this.find(".initial").textContent = state.first_name[0];
    this.find(".person").textContent = state.first_name;
    this.find(".title").textContent = state.title;
    this.node.setAttribute("aria-labelledby", heading.id);
    this.log.node.setAttribute("aria-label", `Chat of ${state.first_name}: ${state.title}`);
    this.input.setAttribute("aria-label", `Message from ${state.first_name}`);
  }

  wire() {
    this.find("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.sendTyped();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.sendTyped();
    });
    this.input.addEventListener("input", () => this.fit());
    for (const button of this.node.querySelectorAll("[data-show]")) {
      button.addEventListener("click", () => {
        this.menus.close();
        this.post("show", { what: button.dataset.show });
      });
    }
    this.node.addEventListener("shown", () => this.log.follow());
    this.find("[data-place]").addEventListener("click", () => this.sharePlace());
    this.find("[data-block]").addEventListener("click", () => this.block(true));
    this.find(".unblock").addEventListener("click", () => this.block(false));
  }

  /** Show everything anew: after loading, and after the connection was lost. */
  show(state) {
    this.doing("");
    this.answeredTo = state.answered;
    this.log.node.replaceChildren(...state.messages.map((message) => this.render(message)));
    partDays(this.log.node, this.zone);
    this.introduce(state);
    this.showBlocked(state.blocked);
    this.showKeyboard(state.keyboard);
    this.log.to(this.log.node.scrollHeight);
    this.log.follow();
  }

  /** Show what the bot says of itself, and leave the chat as it is. */
  introduce(state) {
    this.state = state;
    this.find(".bot-name").textContent = state.bot_name;
    this.menus.fill(state.commands);
    this.find(".welcome")?.remove();
    if (!this.log.node.childElementCount) this.welcome();
  }

  /** What an empty chat shows: the bot's own description, and how to begin. */
  welcome() {
    const box = make("div", "welcome");
    box.append(make("div", "about", this.state.description || "No messages here yet."));
    const begin = make("div", "begin");
    begin.append(pressable("go", "Start", () => this.begin("/start")));
    if (this.state.tries.length) begin.append(make("span", "hint", "or send one of these"));
    for (const text of this.state.tries) begin.append(pressable("try", text, () => this.begin(text)));
    box.append(begin);
    this.log.node.append(box);
  }

  begin(text) {
    this.send(text);
    this.toInput();
  }

  /** Show the time of day; `now` is the bot's. */
  tick(now) {
    set(this.find(".clock"), clock(now, this.zone));
  }

  /** Take in one change; false where it is not known here, so that everything is to be read anew. */
  change(change) {
    const known = change.message && this.log.message(change.message.message_id);
    if (change.kind === "message") {
      this.find(".welcome")?.remove();
      const node = this.render(change.message);
      this.showKeyboard(change.keyboard);
      if (known) known.replaceWith(node);
      else this.arrived(node, change.message.by_bot);
      partDays(this.log.node, this.zone);
    } else if (change.kind === "edited" && known) {
      this.replace(known, this.render(change.message));
    } else if (change.kind === "deleted") {
      this.vanish(change.message_ids || [change.message_id]);
    } else if (change.kind === "answered") {
      this.answered(change);
    } else if (change.kind === "action") {
      this.doing(change.action === "typing" ? "is typing" : "is sending");
    } else if (change.kind === "blocked") {
      this.showBlocked(change.blocked);
    } else {
      return change.kind === "tapped";
    }
    return true;
  }

  get isEmpty() {
    return !this.log.node.querySelector(".message");
  }

  arrived(node, byBot) {
    if (byBot) {
      this.doing("");
      this.answeredTo = Number(node.dataset.id);
      this.log.node.querySelectorAll(".mine").forEach((mine) => mine.classList.add("answered"));
    } else this.log.await();
    node.classList.add("new");
    this.log.add(node);
  }

  /** Put an edited message in its place, and keep whoever was on one of its buttons near it. */
  replace(old, fresh) {
    const buttons = [...old.querySelectorAll("button")];
    const held = buttons.indexOf(document.activeElement);
    const byKey = held >= 0 && document.activeElement.matches(":focus-visible");
    old.replaceWith(fresh);
    this.log.follow();
    if (held < 0) return;
    const next = fresh.querySelectorAll("button")[held];
    // By keyboard the message itself is held, so that Tab goes on to the next message's buttons.
    if (next || byKey) (next || fresh).focus({ preventScroll: true });
    else this.toInput();
  }

  /** Take messages off the phone. */
  vanish(numbers) {
    const nodes = numbers.map((number) => this.log.message(number)).filter(Boolean);
    const held = nodes.some((node) => node.contains(document.activeElement));
    nodes.forEach((node) => node.remove());
    partDays(this.log.node, this.zone);
    if (held) this.toInput();
    if (!this.log.node.childElementCount) this.welcome();
    this.log.follow();
  }

  toInput() {
    // On a touch screen focus would push the screen keyboard over the answer.
    if (matchMedia("(pointer: fine)").matches) this.input.focus({ preventScroll: true });
  }

  sendTyped() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.fit();
    this.send(text);
  }

  send(text) {
    this.menus.close();
    this.awaitAnswer();
    this.post("send", { text });
  }

  /** Where no answer comes at once, say that the bot is at it. */
  awaitAnswer() {
    clearTimeout(this.quick);
    this.quick = setTimeout(() => this.doing("is typing"), QUICK_SECONDS * 1000);
  }

  tap(messageId, data, button) {
    button.setAttribute("aria-busy", "true");
    const mine = { messageId, data, button };
    this.waiting.push(mine);
    setTimeout(() => this.release(mine), SPINNER_SECONDS * 1000);
    this.log.await();
    this.post("tap", { message_id: messageId, data }).then((done) => done || this.release(mine));
  }

  answered(change) {
    const mine = this.waiting.find((one) => one.messageId === change.message_id && one.data === change.data);
    if (mine) this.release(mine);
    if (!change.text) return;
    if (change.show_alert) this.notice(change.text);
    else this.toast(change.text);
  }

  release(mine) {
    this.waiting = this.waiting.filter((one) => one !== mine);
    if (!this.waiting.some((one) => one.button === mine.button)) mine.button.removeAttribute("aria-busy");
  }

  toast(text) {
    const box = this.find(".toast");
    box.textContent = text;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => (box.textContent = ""), TOAST_SECONDS * 1000);
  }

  doing(words) {
    clearTimeout(this.quick);
    set(this.find(".doing"), words || "bot");
    this.find(".doing").classList.toggle("busy", Boolean(words));
    clearTimeout(this.doingTimer);
    if (words) this.doingTimer = setTimeout(() => this.doing(""), TYPING_SECONDS * 1000);
  }

  block(blocked) {
    this.menus.close();
    this.post("block", { blocked });
  }

  showBlocked(blocked) {
    this.find(".blocked").hidden = !blocked;
    this.find("[data-block]").hidden = blocked;
  }

  showKeyboard(keyboard) {
    const box = this.find(".keyboard");
    const shape = JSON.stringify(keyboard);
    if (shape === this.shape) return; // built anew it would lose the focus of who is using it
    this.shape = shape;
    const held = box.contains(document.activeElement);
    box.hidden = !keyboard;
    box.replaceChildren();
    for (const row of keyboard?.keyboard || []) {
      const line = make("div", "row");
      for (const { text, request_location: place } of row) {
        line.append(pressable("", text, () => (place ? this.sharePlace() : this.send(text))));
      }
      box.append(line);
    }
    this.input.placeholder = keyboard?.input_field_placeholder || "Message";
    if (held) this.toInput();
  }

  async sharePlace() {
    this.menus.close();
    const place = await this.choosePlace();
    if (place) this.post("location", place);
  }

  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  /** The node of a message; a picture makes the log longer once it has loaded, so the end is sought again then. */
  render(message) {
    const node = messageNode(message, this.act, this.zone);
    if (!message.by_bot && message.message_id < this.answeredTo) node.classList.add("answered");
    for (const media of node.querySelectorAll("img, video")) {
      media.addEventListener(media.tagName === "IMG" ? "load" : "loadedmetadata", () => this.log.follow(), { once: true });
    }
    return node;
  }
}
