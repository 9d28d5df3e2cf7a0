"use strict";
(() => {
  const field = document.getElementById("search"), found = document.getElementById("found");
  const none = document.getElementById("none");
  const all = [...document.querySelectorAll("article.identity")].map((each) => {
    const title = each.querySelector("h3").textContent.trim();
    return { id: each.id, title, words: (each.id.replaceAll("_", " ") + " " + each.id + " " + title).toLowerCase() };
  });
  const search = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = words.length ? all.filter((each) => words.every((word) => each.words.includes(word))).slice(0, 20) : [];
    found.replaceChildren(...hits.map((each) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = "#" + each.id;
      link.textContent = each.title;
      item.append(link);
      return item;
    }));
    found.hidden = !hits.length;
    none.hidden = !words.length || hits.length > 0;
  };
  const close = () => { found.hidden = true; none.hidden = true; };
  field.addEventListener("input", search);
  field.addEventListener("focus", search);
  found.addEventListener("click", close);
  document.addEventListener("click", (event) => { if (!event.target.closest("search")) close(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); field.blur(); }
    if (event.key === "/" && document.activeElement !== field) { event.preventDefault(); field.focus(); }
    const links = [...found.querySelectorAll("a")], at = links.indexOf(document.activeElement);
    if (!found.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      links[Math.max(0, Math.min(links.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))]?.focus();
    }
    if (!found.hidden && event.key === "Enter" && document.activeElement === field) links[0]?.click();
  });

  const unfold = document.getElementById("unfold");
  unfold.addEventListener("click", () => {
    const open = unfold.getAttribute("aria-pressed") !== "true";
    for (const each of document.querySelectorAll(".lines details")) each.open = open;
    unfold.setAttribute("aria-pressed", String(open));
    [unfold.textContent, unfold.dataset.other] = [unfold.dataset.other, unfold.textContent];
  });

  const fit = () => {
    const formulas = [...document.querySelectorAll(".formula > math")];
    for (const each of formulas) each.style.fontSize = "";
    const widths = formulas.map((each) => [each, each.getBoundingClientRect().width, each.parentElement.clientWidth]);
    for (const [each, wide, room] of widths) {
      if (wide > room + 1) each.style.fontSize = (Math.max(0.4, (0.98 * room) / wide)).toFixed(3) + "em";
    }
  };
  let waiting;
  window.addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(fit, 120); });
  document.fonts.ready.then(fit);
})();
