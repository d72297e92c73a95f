// A message's text with its entities, as DOM nodes. Text is only ever set as text, so markup in it does nothing.
// Entity offsets are UTF-16 units, which is what JavaScript strings are made of.

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

/** Nodes for `text`; `act.command(text)` is called when a command in it is pressed. */
export function richText(text, entities, act) {
  const box = document.createElement("div");
  box.className = "words";
  box.dir = "auto";
  fill(box, text, 0, text.length, sorted(entities || []), act);
  return box;
}

function sorted(entities) {
  return [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
}

function fill(parent, text, from, to, entities, act) {
  let at = from;
  let rest = entities;
  while (rest.length) {
    const [first, ...others] = rest;
    rest = others;
    const begin = Math.max(first.offset, at);
    const end = Math.min(first.offset + first.length, to);
    if (begin >= end) continue;
    parent.append(text.slice(at, begin));
    const node = element(first, text.slice(begin, end), act);
    fill(node, text, begin, end, rest.filter((one) => one.offset < end), act);
    parent.append(node);
    rest = rest.filter((one) => one.offset + one.length > end);
    at = end;
  }
  parent.append(text.slice(at, to));
}

function element(entity, covered, act) {
  if (entity.type === "url" || entity.type === "text_link") return link(entity.url || covered);
  if (entity.type === "bot_command") return pressed("link", () => act.command(covered));
  if (entity.type === "spoiler") {
    return spoiler();
  }
  return document.createElement(TAGS[entity.type] || "span");
}

/** Hidden words. No `button`, which would be one block; this breaks at the end of a line, as the words will. */
function spoiler() {
  const node = document.createElement("span");
  node.className = "spoiler";
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", "Hidden text, press to show");
  node.addEventListener("click", () => uncover(node));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    uncover(node);
  });
  return node;
}

/** Show what a message hides, all of it at once; whoever pressed is kept at the message. */
function uncover(pressedOne) {
  const message = pressedOne.closest(".message");
  const all = pressedOne.closest(".bubble")?.querySelectorAll(".spoiler") || [pressedOne];
  for (const node of all) {
    const shown = document.createElement("span");
    shown.className = "uncovered";
    shown.append(...node.childNodes);
    node.replaceWith(shown);
  }
  message?.focus({ preventScroll: true });
}

function pressed(name, action) {
  const node = document.createElement("button");
  node.type = "button";
  node.className = name;
  node.addEventListener("click", action);
  return node;
}

/** A link that opens elsewhere; anything but the web, mail, telephone and Telegram stays plain. */
export function link(address) {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
  if (!/^(https?|mailto|tel|tg):/i.test(whole)) return document.createElement("span");
  const node = document.createElement("a");
  node.href = whole;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}
