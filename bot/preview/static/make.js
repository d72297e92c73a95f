// The two kinds of nodes that everything here is made of.

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
