// The search page: asks Pagefind's index, which is fetched in small parts from this site, and lists what it finds.
const form = document.querySelector("main form");
const box = form.elements.q;
const list = document.getElementById("results");
const said = document.getElementById("said");
const more = document.getElementById("more");
const NAMES = ["kind", "year", "category", "collection", "entity"];
const SHOWN = 20;
const MOST_CHOICES = 60;

const pagefind = await import("./pagefind/pagefind.js").catch(() => null);
let found = [];
let shown = 0;
let asked = 0;
let listed = new Set();

if (!pagefind || location.protocol === "file:") {
  said.textContent = "The search works where the site is served, not from a disk.";
} else {
  const options = { baseUrl: new URL(".", location.href).pathname, excerptLength: 28 };
  await pagefind.options(options);
  // What came or changed since the whole site was indexed has an index of its own.
  const parts = await fetch("./pagefind/parts.json", { cache: "no-cache" }).then(answer => answer.json());
  if (parts.fresh) await pagefind.mergeIndex(new URL("./pagefind-fresh", location.href).href, options);
  const given = new URLSearchParams(location.search);
  box.value = given.get("q") || "";
  fillChoices(await pagefind.filters());
  for (const name of NAMES) choose(name, given.get(name) || "");
  form.addEventListener("input", () => search(200));
  form.addEventListener("submit", event => { event.preventDefault(); search(0); });
  more.addEventListener("click", () => showMore(true));
  document.addEventListener("keydown", walkResults);
  await search(0);
  box.focus();
}

async function search(delay) {
  const turn = ++asked;
  await new Promise(done => setTimeout(done, delay));
  if (turn !== asked) return;
  const filters = Object.fromEntries(NAMES.map(name => [name, form.elements[name].value]).filter(([, value]) => value));
  const words = box.value.trim();
  const address = new URLSearchParams({ ...(words ? { q: words } : {}), ...filters }).toString();
  history.replaceState(null, "", address ? "?" + address : location.pathname);
  list.replaceChildren();
  more.hidden = true;
  if (!words && !Object.keys(filters).length) { said.textContent = ""; return; }
  const answer = await pagefind.search(words || null, { filters });
  if (turn !== asked) return;
  found = answer.results;
  shown = 0;
  listed = new Set();
  fillChoices(answer.filters);
  said.textContent = found.length === 1 ? "One page" : found.length.toLocaleString("en") + " pages";
  await showMore(false);
}

async function showMore(moveFocus) {
  const turn = asked;
  const pages = await Promise.all(found.slice(shown, shown + SHOWN).map(result => result.data()));
  if (turn !== asked) return;
  // A page that changed is in both indexes.
  const items = pages.filter(page => !listed.has(page.url) && listed.add(page.url)).map(describe);
  list.append(...items);
  shown += pages.length;
  more.hidden = shown >= found.length;
  if (moveFocus && items.length) items[0].querySelector("a").focus();
}

function describe(page) {
  const item = document.createElement("li");
  const about = document.createElement("p");
  about.className = "when";
  about.textContent = [page.meta.kind, page.meta.date].filter(Boolean).join(" · ");
  const link = document.createElement("a");
  link.href = page.url;
  link.textContent = page.meta.title;
  const excerpt = document.createElement("p");
  excerpt.className = "why";
  // Read without being run; only the text and the marks are taken over.
  for (const part of new DOMParser().parseFromString(page.excerpt, "text/html").body.childNodes) {
    const piece = part.nodeName === "MARK" ? document.createElement("mark") : document.createElement("span");
    piece.textContent = part.textContent;
    excerpt.append(piece);
  }
  const heading = document.createElement("p");
  heading.append(link);
  item.append(about, heading, excerpt);
  return item;
}

function fillChoices(filters) {
  for (const name of NAMES) {
    const chosen = form.elements[name].value;
    const counts = Object.entries(filters[name] || {}).filter(([value, count]) => count || value === chosen);
    if (name === "year") counts.sort((a, b) => b[0].localeCompare(a[0]));
    else counts.sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
    const options = counts.slice(0, MOST_CHOICES).map(([value, count]) => new Option(`${value} (${count})`, value));
    form.elements[name].replaceChildren(new Option("Any", ""), ...options);
    // Only some archives hold several collections.
    if (name === "collection") form.elements[name].parentElement.hidden = !options.length && !chosen;
    choose(name, chosen);
  }
}

function choose(name, value) {
  const field = form.elements[name];
  if (value && ![...field.options].some(option => option.value === value)) field.append(new Option(value, value));
  field.value = value;
}

function walkResults(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [box, ...list.querySelectorAll("a")];
  const place = stops.indexOf(document.activeElement);
  const next = stops[place + (event.key === "ArrowDown" ? 1 : -1)];
  if (place < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
