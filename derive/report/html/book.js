"use strict";
(() => {
  const field = document.getElementById("search"), found = document.getElementById("found");
  const none = document.getElementById("none");
  const bare = (text) => text.toLowerCase().replaceAll("-", "−").replace(/[\s{}]/g, "");
  const all = JSON.parse(document.getElementById("entries").textContent).map((each) => ({
    ...each, words: each.words.toLowerCase(), bare: each.formulas.map(bare).join(" "),
  }));
  // A formula is found however it is spaced: "p_k (1" finds p_k (1 − p_k); words are found one by one.
  const rank = (each, words, formula) => {
    if (words.every((word) => each.words.includes(word))) return 2;
    if (each.bare.includes(formula)) return 1;
    return words.every((word) => each.words.includes(word) || each.bare.includes(bare(word))) ? 0.5 : 0;
  };
  const search = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean), formula = bare(field.value);
    const hits = words.length ? all.map((each) => [rank(each, words, formula), each]).filter(([score]) => score) : [];
    hits.sort(([one], [other]) => other - one);
    found.replaceChildren(...hits.slice(0, 20).map(([score, each]) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = "#" + each.id;
      link.textContent = each.title;
      const shown = score < 2 && each.formulas.find((one) => words.some((word) => bare(one).includes(bare(word))));
      if (shown) {
        const line = document.createElement("small");
        line.textContent = shown;
        link.append(line);
      }
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

  const links = new Map([...document.querySelectorAll("#contents a")].map((each) => [each.hash.slice(1), each]));
  const seen = new IntersectionObserver((entries) => {
    for (const each of entries) if (each.isIntersecting) {
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(each.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-10% 0px -80% 0px" });
  for (const each of document.querySelectorAll("main > section[id]")) seen.observe(each);

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
