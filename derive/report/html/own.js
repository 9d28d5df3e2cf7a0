"use strict";
(() => {
  const show = (id) => {
    const finding = document.getElementById(id);
    if (!finding) return;
    for (const each of document.querySelectorAll(".mark.is-current")) each.classList.remove("is-current");
    for (const each of document.querySelectorAll(`.mark[data-for="${id}"]`)) each.classList.add("is-current");
    finding.open = true;
    finding.querySelector("summary").focus({ preventScroll: true });
    finding.scrollIntoView({ block: "center" });
  };
  for (const mark of document.querySelectorAll(".mark[data-for]")) {
    mark.addEventListener("click", () => {
      const finding = document.getElementById(mark.dataset.for);
      if (finding?.open) finding.open = false; else show(mark.dataset.for);
    });
  }
  const wanting = [...document.querySelectorAll(".finding:not(.is-proved, .is-definition)")];
  let at = -1;
  const step = (by) => {
    if (!wanting.length) return;
    at = (at + by + wanting.length) % wanting.length;
    show(wanting[at].id);
  };
  document.getElementById("after")?.addEventListener("click", () => step(1));
  document.getElementById("before")?.addEventListener("click", () => step(at < 0 ? 0 : -1));
  const opened = () => { if (location.hash.startsWith("#finding-")) show(location.hash.slice(1)); };
  window.addEventListener("hashchange", opened);
  opened();

  const folded = [];
  window.addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll(".finding.is-refuted:not([open]), .finding.is-disagreement:not([open])")) {
      folded.push(each);
      each.open = true;
    }
  });
  window.addEventListener("afterprint", () => { for (const each of folded.splice(0)) each.open = false; });
})();
