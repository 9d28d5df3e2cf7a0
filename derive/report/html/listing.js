"use strict";
(() => {
  const data = document.getElementById("pieces"), pieces = data ? JSON.parse(data.textContent) : [];
  const shown = (article) => article.querySelector("pre[data-target]:not([hidden])");
  const module = (pre) => pre.dataset.before.split(",").filter(Boolean).map((each) => pieces[each]).join("") + pre.textContent;
  const copy = async (text) => {
    try { await navigator.clipboard.writeText(text); } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  const choose = (target) => {
    for (const each of document.querySelectorAll("select.target")) if ([...each.options].some((one) => one.value === target)) each.value = target;
    for (const article of document.querySelectorAll("article.identity")) {
      const all = [...article.querySelectorAll("pre[data-target]")];
      if (all.some((each) => each.dataset.target === target)) for (const each of all) each.hidden = each.dataset.target !== target;
    }
  };
  for (const each of document.querySelectorAll("select.target")) each.addEventListener("change", () => choose(each.value));
  for (const button of document.querySelectorAll("button.copy")) {
    button.addEventListener("click", async () => {
      const before = button.textContent;
      await copy(button.dataset.copy ?? module(shown(button.closest("article"))));
      button.textContent = "✓";
      setTimeout(() => { button.textContent = before; }, 1200);
    });
  }
})();
