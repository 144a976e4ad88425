// What the page does beside being read: tables are sorted by their headings, and figures enlarge. Nothing is asked of a
// server, and without this script the page shows the same.
// the page holds times in its own language, each with its days
const TIMES = [...document.getElementById("times").content.querySelectorAll("b")]
  .map(each => [each.textContent.toLowerCase(), Number(each.dataset.days)]);

// the number that a cell begins with; NaN where it has none
function amount(text) {
  const cell = text.trim().toLowerCase().replace(/[\u2212\u2013](?=\d)/g, "-").replace(/^(at most|between)\s+/, "");
  const spelt = TIMES.find(([words]) => cell === words || cell.startsWith(`${words} `));
  if (spelt) return spelt[1];
  const german = document.documentElement.lang === "de";
  const plain = german ? cell.replace(/\.|(?<=\d)\u00a0(?=\d)/g, "").replace(/,/g, ".") : cell;
  const time = /^([\d,]*\.?\d+)\s(\p{L}+)/u.exec(plain);
  const unit = time && TIMES.find(([words]) => words === `2 ${time[2]}` || words === `1 ${time[2]}`);
  if (unit) return Number(time[1].replace(/,/g, "")) * unit[1] / Number(unit[0][0]);
  const number = /^([<>]?)\s*([+-]?[\d,]*\.?\d+(?:e[+-]?\d+)?)(?![\w.-]*[a-z])/.exec(plain);
  return number ? Number(number[2].replace(/,/g, "")) + ({ "<": -1e-9, ">": 1e-9 }[number[1]] || 0) : NaN;
}

function sortable(table) {
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells], first = [...body.rows];
  // rows that belong under the one above them stay where they are, and so do those of unlike things
  const belongs = row => [...row.cells].slice(0, 2).some(cell => cell.textContent.startsWith("\u2013 "));
  if (!heads[0].textContent.trim() || first.length < 3 || first.some(belongs)) return;
  heads.forEach((head, place) => {
    if (!head.textContent.trim()) return;  // a button without a name tells nobody what it does
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const was = head.getAttribute("aria-sort");
      const now = { none: "ascending", ascending: "descending", descending: "none" }[was];
      heads.forEach(each => each.hasAttribute("aria-sort") && each.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", now);
      body.append(...(now === "none" ? first : sorted(first, place, now === "descending")));
      repeated(body);
    });
  });
}

// numbers as numbers, texts as texts; what has no number stands last, whichever way round
function sorted(rows, place, down) {
  const texts = rows.map(row => row.cells[place].textContent.trim()), numbers = texts.map(amount);
  const empty = text => /^(\u2013|-|)$|not estimable|too few people/.test(text);
  const wanted = texts.filter(text => !empty(text)).length;
  const numeric = wanted > 0 && numbers.filter(number => !isNaN(number)).length * 2 > wanted;
  const last = rows.map((row, i) => numeric ? isNaN(numbers[i]) : empty(texts[i]));
  const order = rows.map((row, i) => i).sort((a, b) => {
    if (last[a] || last[b]) return last[a] - last[b] || a - b;
    const apart = numeric ? numbers[a] - numbers[b] : texts[a].localeCompare(texts[b], "en");
    return (down ? -apart : apart) || a - b;
  });
  return order.map(i => rows[i]);
}

// a first cell that says what the one above it says steps back, in whatever order the rows stand
function repeated(body) {
  let above = "";
  for (const row of body.rows) {
    const cell = row.cells[0];
    if (!cell.dataset.label) cell.classList.toggle("same", cell.textContent === above && above !== "");
    above = cell.textContent;
  }
}

// the page holds these words, in its own language
const labels = document.getElementById("words").content.querySelectorAll("b");
const [enlarge, shut, untitled] = [...labels].map(label => label.textContent);

function enlarges(figure) {
  const image = figure.querySelector("img"), title = figure.querySelector("figcaption b");
  if (!image) return;
  const open = document.createElement("button");
  Object.assign(open, { type: "button", className: "enlarge", textContent: enlarge });
  open.setAttribute("aria-label", `${enlarge}: ${title ? title.textContent : untitled}`);
  open.setAttribute("aria-haspopup", "dialog");
  const show = () => {
    const dialog = document.createElement("dialog"), close = document.createElement("button");
    const large = image.cloneNode(), view = document.createElement("div"), words = document.createElement("p");
    large.className = "";
    view.tabIndex = 0;
    view.append(large);
    Object.assign(close, { type: "button", textContent: shut, autofocus: true });
    words.textContent = title ? title.textContent : "";
    dialog.setAttribute("aria-label", words.textContent || untitled);
    dialog.append(close, view, words);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => { dialog.remove(); open.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  };
  open.addEventListener("click", show);
  for (const each of figure.querySelectorAll("img")) {
    each.classList.add("opens");
    each.addEventListener("click", show);
  }
  figure.querySelector("figcaption").prepend(open);
}

// what goes on at the right, or began at the left, fades there, so that it is seen to scroll
function fades(place) {
  const mark = () => {
    const beyond = place.scrollWidth - place.clientWidth - place.scrollLeft;
    place.classList.toggle("onward", beyond > 1);
    place.classList.toggle("begun", place.scrollLeft > 1);
  };
  place.addEventListener("scroll", mark, { passive: true });
  new ResizeObserver(mark).observe(place);  // now, and whenever it or what it holds gets another size
}

document.querySelectorAll(".scroll").forEach(fades);
document.querySelectorAll("main table").forEach(sortable);
document.querySelectorAll("main figure").forEach(enlarges);
