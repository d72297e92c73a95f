// One message on a phone: text, picture, moving picture, document, place, and its inline buttons.
import { link, richText } from "./text.js";

/** The node of a message; `act` has command(text) and tap(message_id, data, button). */
export function messageNode(message, act) {
  const node = make("div", message.by_bot ? "message" : "message mine");
  node.dataset.id = message.message_id;
  node.tabIndex = -1;
  const bubble = make("div", "bubble");
  bubble.append(make("span", "unseen", message.by_bot ? "Upstream: " : "You: "));
  const media = mediaNode(message);
  const caption = message.text ?? message.caption;
  const words = caption === undefined ? null : richText(caption, message.entities || message.caption_entities, act);
  const parts = message.show_caption_above_media ? [words, media] : [media, words];
  bubble.append(...parts.filter(Boolean), when(message));
  node.append(bubble);
  if (message.reply_markup?.inline_keyboard) node.append(buttonRows(message, act));
  return node;
}

function mediaNode(message) {
  const named = message.animation || message.video;
  if (message.photo) return covered(message, picture(message.photo.at(-1), message.caption));
  if (named && named.mime_type === "image/gif") return covered(message, picture(named, message.caption));
  if (named) return covered(message, film(named, Boolean(message.animation), message.caption));
  if (message.document) return documentNode(message.document);
  if (message.location) return make("div", "words sort", `A place: ${message.location.latitude}, ${message.location.longitude}`);
  if (message.voice) return make("div", "words sort", "A voice message");
  if (message.sticker) return make("div", "words sort", "A sticker");
  return null;
}

function picture(file, caption) {
  const image = make("img");
  image.src = address(file);
  image.alt = caption || "Picture";
  return image;
}

function film(file, moving, caption) {
  const video = make("video");
  video.src = address(file);
  video.setAttribute("aria-label", caption || (moving ? "Animation" : "Video"));
  video.playsInline = true;
  video.muted = moving;
  video.loop = moving;
  video.autoplay = moving && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  video.controls = !video.autoplay;
  return video;
}

function covered(message, inner) {
  if (!message.has_media_spoiler) return inner;
  const box = make("div", "covered");
  const button = pressable("", "Show", () => box.replaceWith(inner));
  box.append(inner, button);
  return box;
}

function documentNode(file) {
  const box = make("div", "file");
  const open = make("a", "", "Open");
  open.href = address(file);
  open.target = "_blank";
  open.rel = "noopener";
  const save = make("a", "", "Download");
  save.href = `${address(file)}?download`;
  save.download = file.file_name || "";
  box.append(make("b", "", file.file_name || "Document"), open, save, make("small", "", size(file.file_size)));
  return box;
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 102.4) / 10} kB`;
}

function address(file) {
  return `/files/${encodeURIComponent(file.file_id)}`;
}

/** A time of day as the bot itself writes it: 24 hours, everywhere. */
export function clock(at) {
  return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

function when(message) {
  const at = new Date(message.date * 1000);
  const edited = message.rewritten || !message.by_bot && message.edit_date;
  const notes = [message.silent ? "silent" : "", edited ? "edited" : "", clock(at)].filter(Boolean);
  const node = make("time", "when", notes.join(" · "));
  if (!message.by_bot) node.append(tick());
  node.dateTime = at.toISOString();
  return node;
}

function tick() {
  const node = make("span", "sent", " ✓");
  node.setAttribute("aria-hidden", "true");
  return node;
}

function buttonRows(message, act) {
  const rows = make("div", "rows");
  rows.setAttribute("role", "group");
  rows.setAttribute("aria-label", "Buttons");
  for (const row of message.reply_markup.inline_keyboard) {
    const line = make("div", "row");
    for (const button of row) line.append(inlineButton(message, button, act));
    rows.append(line);
  }
  return rows;
}

function inlineButton(message, button, act) {
  if (button.url) {
    const node = link(button.url);
    node.append(button.text);
    return node;
  }
  const node = pressable("", button.text, () => act.tap(message.message_id, button.callback_data, node));
  node.disabled = button.callback_data === undefined;
  return node;
}

/** An element with a class and text. */
export function make(tag, name = "", text = "") {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text) node.textContent = text;
  return node;
}

/** A button that does one thing. */
export function pressable(name, text, action) {
  const node = make("button", name, text);
  node.type = "button";
  node.dir = "auto";
  node.addEventListener("click", action);
  return node;
}
