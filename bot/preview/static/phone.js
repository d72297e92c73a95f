// One phone: its chat, its input, the keyboard under it. `post(deed, body)` does something as its person.
import { make, messageNode } from "./message.js";

const SPINNER_SECONDS = 20;
const TOAST_SECONDS = 4;

export class Phone {
  constructor(state, post, choosePlace, notice) {
    this.post = (deed, body) => post(state.user_id, deed, body);
    this.choosePlace = choosePlace;
    this.notice = notice;
    this.node = document.getElementById("phone-template").content.firstElementChild.cloneNode(true);
    this.find = (selector) => this.node.querySelector(selector);
    this.log = this.find(".log");
    this.input = this.find("textarea");
    this.waiting = [];
    this.act = { command: (text) => this.send(text), tap: (id, data, button) => this.tap(id, data, button) };
    this.wire(state);
    this.show(state);
  }

  wire(state) {
    const heading = this.find(".whose");
    heading.id = `whose-${state.user_id}`;
    heading.textContent = state.title;
    this.node.setAttribute("aria-labelledby", heading.id);
    this.log.setAttribute("aria-label", `Chat of ${state.first_name}: ${state.title}`);
    this.input.setAttribute("aria-label", `Message from ${state.first_name}`);
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
    this.find(".slash").addEventListener("click", () => this.toggleCommands());
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.closeMenus());
    for (const button of this.node.querySelectorAll("[data-show]")) {
      button.addEventListener("click", () => {
        this.closeMenus();
        this.post("show", { what: button.dataset.show });
      });
    }
    this.find("[data-place]").addEventListener("click", () => this.sharePlace());
    this.find(".block").addEventListener("click", () => this.post("block", { blocked: !this.blocked }));
  }

  /** Show everything anew: after loading, and after the connection was lost. */
  show(state) {
    this.find(".bot-name").textContent = state.bot_name;
    this.log.replaceChildren();
    if (!state.messages.length) this.welcome(state);
    for (const message of state.messages) this.log.append(this.render(message));
    this.showBlocked(state.blocked);
    this.showKeyboard(state.keyboard);
    this.fillCommands(state.commands);
    this.toEnd();
  }

  welcome(state) {
    const box = make("div", "welcome", state.description || "No messages here yet.");
    const start = make("button", "go", "Start");
    start.type = "button";
    start.addEventListener("click", () => this.send("/start"));
    box.append(make("br"), make("br"), start);
    this.log.append(box);
  }

  /** Take in one change. */
  change(change) {
    const known = change.message && this.messageOf(change.message.message_id);
    if (change.kind === "message") {
      this.find(".welcome")?.remove();
      const node = this.render(change.message);
      if (known) known.replaceWith(node);
      else this.log.append(node);
      if (change.message.by_bot) this.doing("");
      this.showKeyboard(change.keyboard);
      this.toEnd();
    } else if (change.kind === "edited" && known) {
      this.replace(known, this.render(change.message));
    } else if (change.kind === "deleted") {
      this.messageOf(change.message_id)?.remove();
    } else if (change.kind === "answered") {
      this.answered(change);
    } else if (change.kind === "action") {
      this.doing(change.action === "typing" ? "is typing…" : "is sending…");
    } else if (change.kind === "blocked") {
      this.showBlocked(change.blocked);
    }
  }

  /** Put an edited message in its place; who was on one of its buttons stays on the button in the same place. */
  replace(old, fresh) {
    const buttons = [...old.querySelectorAll("button")];
    const held = buttons.indexOf(document.activeElement);
    const atEnd = this.atEnd();
    old.replaceWith(fresh);
    if (held >= 0) (fresh.querySelectorAll("button")[held] || this.input).focus();
    if (atEnd) this.toEnd();
  }

  messageOf(id) {
    return this.log.querySelector(`[data-id="${Number(id)}"]`);
  }

  sendTyped() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.fit();
    this.send(text);
  }

  send(text) {
    this.closeMenus();
    this.post("send", { text });
  }

  tap(messageId, data, button) {
    button.setAttribute("aria-busy", "true");
    const mine = { messageId, data, button };
    this.waiting.push(mine);
    setTimeout(() => this.release(mine), SPINNER_SECONDS * 1000);
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
    this.find(".doing").textContent = words;
    clearTimeout(this.doingTimer);
    if (words) this.doingTimer = setTimeout(() => this.doing(""), 5000);
  }

  showBlocked(blocked) {
    this.blocked = blocked;
    this.find(".block").textContent = blocked ? "Unblock" : "Block";
  }

  showKeyboard(keyboard) {
    const box = this.find(".keyboard");
    const shape = JSON.stringify(keyboard);
    if (shape === this.shape) return; // built anew it would lose the focus of who is using it
    this.shape = shape;
    const atEnd = this.atEnd();
    box.hidden = !keyboard;
    box.replaceChildren();
    for (const row of keyboard?.keyboard || []) {
      const line = make("div", "row");
      for (const button of row) {
        const node = make("button", "", button.text);
        node.type = "button";
        node.addEventListener("click", () => (button.request_location ? this.sharePlace() : this.send(button.text)));
        line.append(node);
      }
      box.append(line);
    }
    this.input.placeholder = keyboard?.input_field_placeholder || "Message";
    if (atEnd) this.toEnd();
  }

  async sharePlace() {
    this.closeMenus();
    const place = await this.choosePlace();
    if (place) this.post("location", place);
  }

  fillCommands(commands) {
    const box = this.find(".commands");
    box.replaceChildren();
    this.find(".slash").hidden = !commands.length;
    for (const command of commands) {
      const button = make("button", "", `/${command.command}`);
      button.type = "button";
      button.append(make("small", "", command.description));
      button.addEventListener("click", () => this.send(`/${command.command}`));
      box.append(button);
    }
  }

  toggleCommands() {
    const box = this.find(".commands");
    box.hidden = !box.hidden;
    this.find(".slash").setAttribute("aria-expanded", String(!box.hidden));
  }

  closeMenus() {
    this.find(".commands").hidden = true;
    this.find(".slash").setAttribute("aria-expanded", "false");
    this.find(".more").open = false;
  }

  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 40;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** The node of a message; a picture makes the log longer once it has loaded, so the end is sought again then. */
  render(message) {
    const node = messageNode(message, this.act);
    for (const media of node.querySelectorAll("img, video")) {
      media.addEventListener(media.tagName === "IMG" ? "load" : "loadedmetadata", () => this.toEnd(), { once: true });
    }
    return node;
  }
}
