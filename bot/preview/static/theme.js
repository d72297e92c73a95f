// The page's colours: as the system has them, or as chosen. It runs before anything is shown, so that nothing flashes.
(() => {
  const KEY = "upstream.colours";
  const root = document.documentElement;

  function read() {
    try {
      return localStorage.getItem(KEY) || "";
    } catch {
      return ""; // a browser that keeps nothing
    }
  }

  function use(colours) {
    if (colours) root.dataset.colours = colours;
    else delete root.dataset.colours;
  }

  use(read());
  document.addEventListener("DOMContentLoaded", () => {
    for (const choice of document.querySelectorAll("[name=theme]")) {
      choice.checked = choice.value === read();
      choice.addEventListener("change", () => {
        use(choice.value);
        try {
          localStorage.setItem(KEY, choice.value);
        } catch {
          return; // then it holds until the page is left
        }
      });
    }
  });
})();
