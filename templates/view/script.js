"use strict";
// Filters for the tables of facts, and a look every two seconds whether a served page has changed. Nothing is ever put in as HTML.
for (const part of document.querySelectorAll("[data-filtered]")) {
  const bar = part.querySelector("[data-filters]"), status = bar.querySelector("[data-shown]");
  const chips = [...bar.querySelectorAll("[data-filter]")], rows = [...part.querySelectorAll("tr[data-kind]")];
  const key = "ctxhooks-filter-" + part.getAttribute("aria-labelledby");
  const chosen = (name) => chips.filter((c) => c.dataset.filter === name && c.getAttribute("aria-pressed") === "true").map((c) => c.dataset.value);
  const apply = () => {
    const kinds = chosen("kind"), outcomes = chosen("outcome"), filtered = kinds.length + outcomes.length > 0;
    for (const row of rows) {
      row.hidden = (kinds.length && !kinds.includes(row.dataset.kind)) || (outcomes.length && !outcomes.includes(row.dataset.outcome)) ? true : false;
    }
    for (const body of part.querySelectorAll(".facts tbody")) body.hidden = !body.querySelector("tr[data-kind]:not([hidden])");
    if (filtered) for (const c of part.querySelectorAll("details.compaction")) if (c.querySelector("tr[data-kind]:not([hidden])")) c.open = true;
    const shown = rows.filter((r) => !r.hidden).length;
    status.textContent = filtered ? status.dataset.shown.replace("{shown}", shown).replace("{all}", rows.length) : "";
    try { sessionStorage.setItem(key, JSON.stringify([kinds, outcomes])); } catch { /* a page from a file may have no storage */ }
  };
  try {
    const [kinds, outcomes] = JSON.parse(sessionStorage.getItem(key)) || [[], []];
    for (const c of chips) c.setAttribute("aria-pressed", String((c.dataset.filter === "kind" ? kinds : outcomes).includes(c.dataset.value)));
  } catch { /* nothing was kept */ }
  for (const c of chips) c.addEventListener("click", () => {
    c.setAttribute("aria-pressed", String(c.getAttribute("aria-pressed") !== "true"));
    apply();
  });
  bar.hidden = false;
  apply();
}
const opened = () => {
  const named = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  if (named && named.tagName === "DETAILS") named.open = true;
};
addEventListener("hashchange", opened);
opened();
const live = document.body.dataset.live;
if (live) {
  setInterval(async () => {
    try {
      const now = await (await fetch(live, { cache: "no-store" })).text();
      if (now && now !== document.body.dataset.stamp) location.reload();
    } catch { /* the server has ended; the page stays as it is */ }
  }, 2000);
}
