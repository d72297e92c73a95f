// Buttons that copy a text. A browser may refuse the clipboard: then the text is shown, selected, to be copied by hand.

const dialog = document.getElementById("copying");

/** Put a text on the clipboard; true where that was done, false where it was offered to be copied by hand. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = dialog.querySelector("textarea");
    field.value = text;
    if (!dialog.open) dialog.showModal();
    field.focus();
    field.select();
    return false;
  }
}
