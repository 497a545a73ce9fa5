// <table data-keys> or <ul data-keys>: arrow keys, Home and End go from row to row; Enter opens the row's first link.
// The tab key goes on as before, so nothing is lost to those who do not know.
export function listKeys(root) {
  for (const list of root.querySelectorAll("[data-keys]")) {
    const links = () => [...list.querySelectorAll("tbody tr, :scope > li")].map((row) => row.querySelector("a[href]")).filter(Boolean);
    list.addEventListener("keydown", (event) => {
      const all = links();
      const at = all.indexOf(document.activeElement);
      if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined || !all[to]) return;
      event.preventDefault();
      all[to].focus();
    });
  }
}
