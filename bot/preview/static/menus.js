// The two menus beside the input: the bot's commands (/) and what else can be sent (+). One is open at most.
import { make, pressable } from "./make.js";

export class Menus {
  constructor(phone, send) {
    this.send = send;
    this.slash = phone.querySelector(".slash");
    this.commands = phone.querySelector(".commands");
    this.more = phone.querySelector(".more");
    this.slash.addEventListener("click", () => this.toggle());
    this.more.addEventListener("toggle", () => this.more.open && this.hide());
    phone.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    document.addEventListener("pointerdown", (event) => {
      const inside = [this.slash, this.commands, this.more].some((part) => part.contains(event.target));
      if (!inside) this.close();
    });
  }

  /** The bot's commands, as it has told Telegram. */
  fill(commands) {
    this.commands.replaceChildren();
    this.slash.hidden = !commands.length;
    for (const { command, description } of commands) {
      const button = pressable("", `/${command}`, () => this.send(`/${command}`));
      button.append(make("small", "", description));
      this.commands.append(button);
    }
  }

  toggle() {
    this.more.open = false;
    this.commands.hidden = !this.commands.hidden;
    this.slash.setAttribute("aria-expanded", String(!this.commands.hidden));
  }

  /** Close both; whoever was inside one is put on the button that opens it. */
  close() {
    const held = document.activeElement;
    const opener = this.commands.contains(held) ? this.slash : this.more.contains(held) && this.more.firstElementChild;
    const open = this.more.open || !this.commands.hidden;
    this.hide();
    this.more.open = false;
    if (open && opener) opener.focus({ preventScroll: true });
  }

  hide() {
    this.commands.hidden = true;
    this.slash.setAttribute("aria-expanded", "false");
  }
}
