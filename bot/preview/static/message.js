// One message on a phone: text, picture, moving picture, document, place, and its inline buttons.
import { clock } from "./days.js";
import { make, pressable } from "./make.js";
import { link, richText } from "./text.js";

// "In for 4, out for 6" (or counted: "1, 2, 3 … 1, 2, 3, 4, 5"), and "5 in, 5 out".
const IN_OUT = /\bin\b[^.]*?(?:\bfor|: (?:\d+, )*)\s*(\d+)\b[^:]*?\bout\b[^.]*?(?:\bfor|: (?:\d+, )*)\s*(\d+)\b/i;
const PACE = /\b(\d+) in, (\d+) out\b/i;

/** The node of a message; `act` has command(text), tap(message_id, data, button) and copy(text); times are of `zone`. */
export function messageNode(message, act, zone) {
  const node = make("div", message.by_bot ? "message" : "message mine");
  node.dataset.id = message.message_id;
  node.dataset.at = message.date * 1000;
  node.tabIndex = -1;
  const bubble = make("div", "bubble");
  bubble.append(make("span", "unseen", message.by_bot ? "Upstream: " : "You: "));
  const media = mediaNode(message);
  const caption = message.text ?? message.caption;
  const words = caption === undefined ? null : richText(caption, message.entities || message.caption_entities, act);
  const parts = message.show_caption_above_media ? [words, media] : [media, words];
  bubble.append(...parts.filter(Boolean), when(message, zone));
  if (parts.filter(Boolean).at(-1) === words) bubble.classList.add("timed");
  if (words) words.dataset.stamp = stamp(message, zone) + (message.by_bot ? "" : " ✓✓");
  if (message.has_protected_content) protect(bubble);
  node.append(bubble);
  if (message.reply_markup?.inline_keyboard) node.append(buttonRows(message, act));
  return node;
}

/** What must not leave the chat: it cannot be selected, dragged or copied here either. */
function protect(bubble) {
  bubble.classList.add("protected");
  for (const way of ["copy", "cut", "dragstart", "contextmenu", "selectstart"]) {
    bubble.addEventListener(way, (event) => event.preventDefault());
  }
}

function mediaNode(message) {
  const named = message.animation || message.video;
  if (message.photo) return covered(message, picture(message.photo.at(-1), message.caption));
  if (named && named.mime_type === "image/gif") return covered(message, picture(named, message.caption));
  if (named) return covered(message, film(named, Boolean(message.animation), seenAs(named, message)));
  if (message.document) return documentNode(message.document, !message.has_protected_content);
  if (message.location) return make("div", "words sort", `A place: ${message.location.latitude}, ${message.location.longitude}`);
  if (message.voice) return make("div", "words sort", "A voice message");
  if (message.sticker) return make("div", "words sort", "A sticker");
  return null;
}

function picture(file, caption) {
  const image = make("img");
  image.src = address(file);
  [image.width, image.height] = [file.width, file.height]; // so that nothing moves when it has loaded
  image.alt = caption || "Picture";
  return image;
}

function film(file, moving, name) {
  const video = make("video");
  video.src = address(file);
  [video.width, video.height] = [file.width, file.height];
  video.setAttribute("aria-label", name);
  video.playsInline = true;
  video.muted = moving;
  video.loop = moving;
  video.autoplay = moving && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  video.controls = !video.autoplay;
  return video;
}

/** What a film is for whoever does not see it; the caption itself is read beside it. */
function seenAs(file, message) {
  const caption = message.caption || "";
  const pace = [/pacer\D(\d+)-(\d+)/.exec(file.file_name || ""), IN_OUT.exec(caption), PACE.exec(caption)].find(Boolean);
  if (pace) return `Breathing pacer, in ${pace[1]}, out ${pace[2]}`;
  if (/pacer/.test(file.file_name || "") || /\bcircle\b|\bbreath/i.test(caption)) return "Breathing pacer";
  return message.animation ? "Moving picture" : "Video";
}

function covered(message, inner) {
  if (!message.has_media_spoiler) return inner;
  const box = make("div", "covered");
  const button = pressable("", "Show", () => box.replaceWith(inner));
  box.append(inner, button);
  return box;
}

function documentNode(file, open) {
  const box = make("div", "file");
  box.append(make("b", "", file.file_name || "Document"));
  if (open) box.append(...ways(file));
  box.append(make("small", "", size(file.file_size)));
  return box;
}

function ways(file) {
  const open = make("a", "", "Open");
  open.href = address(file);
  open.target = "_blank";
  open.rel = "noopener";
  const save = make("a", "", "Download");
  save.href = `${address(file)}?download`;
  save.download = file.file_name || "";
  return [open, save];
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 102.4) / 10} kB`;
}

function address(file) {
  return `/files/${encodeURIComponent(file.file_id)}`;
}

function stamp(message, zone) {
  const edited = message.rewritten || !message.by_bot && message.edit_date;
  return [edited ? "edited" : "", clock(message.date * 1000, zone)].filter(Boolean).join(" · ");
}

function when(message, zone) {
  const at = message.date * 1000;
  const node = make("time", "when", stamp(message, zone));
  if (message.silent) node.prepend(make("span", "unseen", "silent · "), hush());
  if (!message.by_bot) node.append(tick());
  node.dateTime = new Date(at).toISOString();
  return node;
}

/** A bell that is crossed out: it came without a sound. */
function hush() {
  const node = make("span", "hush");
  node.title = "Came without a sound";
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
  if (button.copy_text) {
    const node = pressable("copies", button.text, () => act.copy(button.copy_text.text));
    node.title = "Copies the text";
    return node;
  }
  const node = pressable("", button.text, () => act.tap(message.message_id, button.callback_data, node));
  node.disabled = button.callback_data === undefined;
  return node;
}
