"use strict";
// Two explorers, in the page and in a notebook's cell: the grid of definitions to look into (explore), and a curve with
// its verdict that follows what is chosen (live). Which of them is begun, and where, whoever embeds this text says. All
// is drawn here, from what stands in the page or in the notebook; nothing is asked of a server.

const make = (tag, properties, ...inside) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
};
const draw = (parent, tag, attributes, text = "") => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.textContent = text;
  parent.append(made);
  return made;
};
const picture = (parent, attributes = { "aria-hidden": "true" }) => draw(parent, "svg", attributes);
const f = number => Math.round(number * 100) / 100;
const counted = thousands => number => String(number).replace(/\B(?=(\d{3})+$)/g, thousands);
const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, place) => values[place]);
const dot = (across, down, size) => {
  const [r, wide] = [f(size), f(2 * size)];
  return `M${f(across - size)} ${f(down)}a${r} ${r} 0 1 0 ${wide} 0a${r} ${r} 0 1 0 ${-wide} 0z`;
};

// The grid of definitions. Without this script the page shows the same as a picture. In a choice where nothing is
// ticked, every level is shown; in a page, ticked levels are told in the address, to be shared
// (#grid=outcome:second_course;gap_days:60,90).
function explore(place, data = JSON.parse(place.querySelector("script").textContent), linked = true) {
  const varying = data.choices.filter(choice => choice.levels.length > 1);
  const naive = data.naive, drawn = data.drawn, says = data.words, count = counted(says.thousands);
  let kept = naive.map(() => true), now = -1;

  // what stands on the page
  const counts = make("p", { className: "counts", role: "status" });
  const words = make("p", { className: "now" }), twin = make("p", { className: "twin" });
  words.setAttribute("aria-live", "polite");
  twin.setAttribute("aria-hidden", "true");
  const curve = make("div", { className: "curve", tabIndex: 0, role: "slider" });
  for (const [name, value] of [["label", says.slider], ["valuemin", 1], ["valuemax", Math.max(drawn, 1)]]) {
    curve.setAttribute(`aria-${name}`, value);
  }
  const main = picture(curve);
  const guides = ["guide first", "guide"].map(name => make("div", { className: name, hidden: true }));
  const sheet = make("div", { className: "sheet" }, curve, ...guides);
  const rows = [];
  for (const choice of varying) {
    const field = make("fieldset", {}, make("legend", { textContent: choice.label }));
    choice.levels.forEach((level, code) => {
      const tick = make("input", { type: "checkbox" });
      const name = make("label", {}, tick, make("span", { textContent: level }));
      const strip = make("div", { className: "strip" });
      const svg = picture(strip);
      const marks = [0, 1].flatMap(faint => ["naive", "aware"].map(kind =>
        draw(svg, "path", { class: kind + (faint ? " faint" : ""), "stroke-width": 10 })));
      field.append(make("div", { className: "level" }, name, strip));
      rows.push({ choice, code, tick, name, marks });
      tick.addEventListener("change", () => { filter(); write(); });
    });
    sheet.append(field);
  }
  const all = make("button", { type: "button", textContent: says.all });
  const link = make("a", { textContent: says.link, href: "#grid=" });
  const key = make("p", { className: "key" });
  for (const kind of ["aware", "naive", "primary"]) {
    const item = make("span", {});
    const mark = picture(item);
    draw(mark, "path", { class: kind, d: kind === "primary" ? "M6 1l5 5l-5 5l-5 -5z" : dot(6, 6, 4) });
    item.append(says[kind]);
    key.append(item);
  }
  const how = make("p", { className: "note", textContent: data.how });
  const foot = make("p", {}, all, ...(linked ? [link] : []));
  const explorer = make("div", { className: "explorer" }, how, key, counts, twin, words, sheet, foot);
  place.prepend(explorer);
  place.classList.add("explored");

  // drawing
  const lengths = data.told.map((_, i) => sentence(i).map(part => part.textContent ?? part).join("").length);
  const longest = lengths.indexOf(Math.max(...lengths));
  let x = () => 0, y = () => 0, ranges = [], whiskers = [], dots = [], ring = null;
  function lay() {
    const width = curve.clientWidth, height = curve.clientHeight;
    if (!width) return;
    twin.replaceChildren(...sentence(longest));  // room for the longest words, so that nothing moves under the mouse
    words.style.minHeight = `${twin.offsetHeight}px`;
    x = i => (i + .5) * width / Math.max(drawn, 1);
    y = share => height * (1 - (share - data.floor) / (1 - data.floor));
    main.replaceChildren();
    const low = y(Math.max(data.claim - data.margin, data.floor)), high = y(Math.min(data.claim + data.margin, 1));
    draw(main, "rect", { class: "band", x: 0, y: high, width, height: Math.max(low - high, 0) });
    const wide = Math.min(Math.max(width / drawn * .8, .5), 8);
    ranges = ["", " faint"].map(faint => draw(main, "path", { class: "ranges" + faint, "stroke-width": f(wide) }));
    for (const [share, words] of data.ticks) {
      draw(main, "line", { class: "tick", x1: -4, x2: width, y1: y(share), y2: y(share) });
      draw(main, "text", { x: -8, y: y(share) + 4, "text-anchor": "end" }, words);
    }
    draw(main, "line", { class: "line", x1: 0, x2: width, y1: y(data.claim), y2: y(data.claim) });
    const thin = Math.min(Math.max(width / drawn * .4, .3), 1.5);
    whiskers = ["", " faint"].map(faint => draw(main, "path", { class: "whiskers" + faint, "stroke-width": thin }));
    dots = ["", " faint"].flatMap(faint => ["naive", "aware", "primary"].map(kind =>
      draw(main, "path", { class: kind + faint })));
    ring = draw(main, "circle", { class: "ring", r: 7, visibility: "hidden" });
    draw(main, "text", { class: "claim", x: 4, y: y(data.claim) - 5 }, data.claimed);
    paint();
  }
  function paint() {
    const width = curve.clientWidth, slot = width / Math.max(drawn, 1), dense = slot < 2.2;
    const half = Math.min(Math.max(slot * .42, .2), 5);
    const mark = dense ? (at, tall) => `M${f(at - slot / 2)} ${f(tall - 2.5)}h${f(slot)}v5h${f(-slot)}z`
      : (at, tall) => dot(at, tall, Math.min(slot * .42, 4.5));
    explorer.classList.toggle("dense", dense);
    const bars = ["", ""], lines = ["", ""], marks = ["", "", "", "", "", ""];
    const strips = rows.map(() => ["", "", "", ""]);
    for (let i = 0; i < drawn; i++) {
      const faint = kept[i] ? 0 : 1, kind = i === data.primary ? 2 : naive[i] ? 0 : 1, at = x(i);
      if (data.lowest[i] !== null) bars[faint] += `M${f(at)} ${f(y(data.lowest[i]))}V${f(y(data.highest[i]))}`;
      if (data.lower[i] !== null) lines[faint] += `M${f(at)} ${f(y(data.lower[i]))}V${f(y(data.upper[i]))}`;
      const tall = y(data.estimate[i]);
      marks[3 * faint + kind] += kind === 2 ? `M${f(at)} ${f(tall - 6)}l6 6l-6 6l-6 -6z` : mark(at, tall);
      rows.forEach(({ choice, code }, k) => {
        if (choice.codes[i] === code) strips[k][2 * faint + (naive[i] ? 0 : 1)] += `M${f(at - half)} 6h${f(2 * half)}`;
      });
    }
    ranges.forEach((path, k) => path.setAttribute("d", bars[k]));
    whiskers.forEach((path, k) => path.setAttribute("d", lines[k]));
    dots.forEach((path, k) => path.setAttribute("d", marks[k]));
    rows.forEach((row, k) => row.marks.forEach((path, j) => path.setAttribute("d", strips[k][j])));
    stand(guides[0], data.primary);
    point();
  }
  function stand(guide, i) {
    guide.hidden = !(i >= 0 && i < drawn);
    guide.style.left = curve.offsetLeft + x(i) + "px";
  }

  // one definition
  function sentence(i) {
    if (i < 0) return [says.nobody];
    const levels = data.choices.map(choice => [choice.label, choice.levels[choice.codes[i]]]);
    const choices = levels.filter(([, level]) => level !== data.none).map(pair => pair.join(": ")).join("; ");
    const one = i === data.primary ? says.one_primary : naive[i] ? says.one_naive : says.one;
    return [
      make("b", { textContent: `${data.told[i]}, ${data.places[data.position[i]]}` }),
      `. ${fill(one, count(i + 1), count(drawn))} ${choices[0].toUpperCase()}${choices.slice(1)}.`,
    ];
  }
  function tell(i) {
    const known = i >= 0;
    now = i;
    words.replaceChildren(...sentence(i));
    curve.setAttribute("aria-valuenow", i + 1);
    curve.setAttribute("aria-valuetext", known ? data.told[i] : says.none);
    for (const { choice, code, name } of rows) name.classList.toggle("has", known && choice.codes[i] === code);
    point();
  }
  function point() {
    stand(guides[1], now);
    if (!ring) return;
    ring.setAttribute("visibility", now >= 0 ? "visible" : "hidden");
    if (now < 0) return;
    ring.setAttribute("cx", x(now));
    ring.setAttribute("cy", y(data.estimate[now]));
  }
  function nearest(from) {
    for (let step = 0; step < drawn; step++) {
      for (const i of [from - step, from + step]) if (i >= 0 && i < drawn && kept[i]) return i;
    }
    return -1;
  }
  function walk(steps) {
    let i = now, left = Math.abs(steps);
    for (let next = i + Math.sign(steps); next >= 0 && next < drawn && left; next += Math.sign(steps)) {
      if (kept[next]) { i = next; left -= 1; }
    }
    if (i !== now) tell(i);
  }
  const keys = {
    ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -drawn, End: drawn,
  };
  curve.addEventListener("keydown", event => {
    if (!(event.key in keys) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    walk(keys[event.key]);
  });
  const follow = event => {
    const box = curve.getBoundingClientRect(), across = event.clientX - box.left;
    if (across < 0 || across > box.width) return;
    const i = nearest(Math.min(Math.max(Math.floor(across / box.width * drawn), 0), drawn - 1));
    if (i !== now) tell(i);
  };
  sheet.addEventListener("pointermove", follow);
  sheet.addEventListener("pointerdown", follow);

  // filters
  function ticked(choice) {
    return rows.filter(row => row.choice === choice && row.tick.checked).map(row => row.code);
  }
  function filter(unknown = []) {
    const asked = varying.map(ticked), some = asked.some(codes => codes.length);
    kept = naive.map((_, i) => asked.every((codes, k) => !codes.length || codes.includes(varying[k].codes[i])));
    const last = naive.length === 1 ? "_one" : "", whole = count(naive.length);
    const parts = [some ? fill(says["some" + last], count(kept.filter(Boolean).length), whole)
      : fill(says["whole" + last], whole)];
    for (const [kind, tally] of [[0, says.tally_aware], [1, says.tally_naive]]) {
      const mine = data.position.filter((p, i) => kept[i] && naive[i] === kind && i < drawn);
      const [above, at, below, open] = [0, 1, 2, 3].map(where => mine.filter(p => p === where).length);
      if (mine.length) parts.push(fill(tally, count(above), count(at), data.within, count(below)));
      if (open) parts.push(fill(says.open, count(open)));
    }
    const lost = kept.filter((keep, i) => keep && i >= drawn).length;
    if (lost) parts.push(fill(says.lost, count(lost)));
    if (unknown.length) parts.push(fill(says.unknown, unknown.join(", ")));
    counts.textContent = parts.join(" ");
    all.disabled = !some;
    link.href = address();
    paint();
    tell(now >= 0 && kept[now] ? now : nearest(now >= 0 ? now : Math.min(data.primary, drawn - 1)));
  }
  function address() {
    const parts = varying.filter(choice => ticked(choice).length).map(choice =>
      `${choice.column}:${ticked(choice).map(code => encodeURIComponent(choice.values[code])).join(",")}`);
    return "#grid=" + parts.join(";");
  }
  function write() {
    if (!linked) return;
    try { history.replaceState(null, "", link.hash); } catch { /* the link still tells it */ }
  }
  function read() {
    if (!linked || !location.hash.startsWith("#grid=")) return false;
    const asked = new Set(), unknown = [];
    for (const part of location.hash.slice(6).split(";").filter(Boolean)) {
      const [column, values = ""] = part.split(":");
      for (const value of values.split(",")) {
        let plain = value;
        try { plain = decodeURIComponent(value); } catch { /* as it is */ }
        const row = rows.find(({ choice, code }) => choice.column === column && choice.values[code] === plain);
        if (row) asked.add(row); else unknown.push(`${column} ${plain}`);
      }
    }
    for (const row of rows) row.tick.checked = asked.has(row);
    filter(unknown);
    explorer.scrollIntoView();
    return true;
  }
  all.addEventListener("click", () => { for (const row of rows) row.tick.checked = false; filter(); write(); });
  if (linked) addEventListener("hashchange", read);
  new ResizeObserver(lay).observe(curve);
  lay();
  if (!read()) filter();
}

// A curve and its verdict that follow what is chosen: the choice goes to Python, and the answer comes back.
function live(place, model) {
  const controls = model.get("controls"), axes = model.get("axes");
  const fields = controls.map((control, place) => {
    const name = `${control.name}-${Math.random().toString(36).slice(2, 8)}`;
    const select = make("select", { id: name, name: control.name, disabled: Boolean(control.off) });
    for (const [value, words] of control.levels) select.append(make("option", { value, textContent: words }));
    const label = make("label", { htmlFor: name, textContent: control.label });
    const field = make("div", { className: "field" }, label, select);
    if (control.off) {
      field.append(make("small", { id: `${name}-why`, textContent: control.off }));
      select.setAttribute("aria-describedby", `${name}-why`);
    }
    select.addEventListener("change", () => ask());
    return { control, select, field };
  });
  const form = make("form", { className: "choices" }, ...fields.map(({ field }) => field));
  form.addEventListener("submit", event => event.preventDefault());
  const verdict = make("p", { className: "now" });
  verdict.setAttribute("aria-live", "polite");
  const curve = make("div", { className: "curve" });
  const main = picture(curve);
  const note = make("p", { className: "note" });
  const scroll = make("div", { className: "scroll", tabIndex: 0, role: "region" });
  scroll.setAttribute("aria-label", axes.words.numbers);
  const banner = make("p", { className: "banner", textContent: axes.banner, hidden: !axes.banner });
  const explorer = make("div", { className: "explorer live" }, banner, form, verdict, curve, note, scroll);
  place.append(explorer);

  const ask = () => {
    explorer.setAttribute("aria-busy", "true");
    const chosen = fields.map(({ control, select }) => [control.name, control.levels[select.selectedIndex][0]]);
    model.set("choice", Object.fromEntries(chosen));
    model.save_changes();
  };
  function show() {
    const answer = model.get("answer");
    explorer.setAttribute("aria-busy", "false");
    for (const { control, select } of fields) {
      select.selectedIndex = control.levels.findIndex(([value]) => value === answer.choice[control.name]);
    }
    verdict.textContent = answer.verdict;
    note.textContent = answer.note;
    scroll.replaceChildren(numbers(answer));
    paint();
  }
  function paint() {
    const answer = model.get("answer"), width = curve.clientWidth, height = curve.clientHeight;
    if (!width) return;
    main.replaceChildren();
    const x = day => day / axes.last * width, y = share => height * (1 - (share - axes.floor) / (1 - axes.floor));
    const at = share => f(y(Math.min(Math.max(share, axes.floor), 1)));
    const high = at(axes.claim + axes.margin);
    draw(main, "rect", { class: "band", x: 0, y: high, width, height: at(axes.claim - axes.margin) - high });
    for (const [share, words] of axes.shares) {
      draw(main, "line", { class: "tick", x1: -4, x2: width, y1: at(share), y2: at(share) });
      draw(main, "text", { x: -8, y: at(share) + 4, "text-anchor": "end" }, words);
    }
    for (const [day, words] of axes.days) {
      draw(main, "line", { class: "tick", x1: f(x(day)), x2: f(x(day)), y1: height, y2: height + 4 });
      draw(main, "text", { x: f(x(day)), y: height + 17, "text-anchor": "middle" }, words);
    }
    draw(main, "text", { x: width, y: height + 34, "text-anchor": "end" }, axes.unit);
    draw(main, "line", { class: "line", x1: 0, x2: width, y1: at(axes.claim), y2: at(axes.claim) });
    draw(main, "text", { class: "claim", x: width, y: at(axes.claim) - 5, "text-anchor": "end" }, axes.claimed);
    const chosen = f(x(answer.choice.horizon_days));
    draw(main, "line", { class: "chosen", x1: chosen, x2: chosen, y1: 0, y2: height });
    answer.groups.forEach(({ days, estimate, lower, upper }, place) => {
      if (!days.length) return;
      const end = f(x(days[days.length - 1]));
      const step = values => values.map((value, i) => `${i ? "V" : "M0 "}${at(value)}H${i + 1 < days.length ?
        f(x(days[i + 1])) : end}`).join("");
      const back = lower.map((value, i) => `H${f(x(days[i + 1] ?? days[i]))}V${at(value)}`).reverse().join("");
      draw(main, "path", { class: `limits g${place % 6}`, d: `${step(upper)}${back}H0z` });
      draw(main, "path", { class: `step g${place % 6} d${Math.floor(place / 6) % 3}`, d: step(estimate) });
    });
  }
  function numbers(answer) {
    const table = make("table", {}, make("caption", { textContent: answer.caption }));
    const cell = (tag, text, scope) => {
      const made = make(tag, { textContent: text });
      if (scope) made.setAttribute("scope", scope);
      return made;
    };
    table.append(make("thead", {}, make("tr", {}, ...answer.heads.map(words => cell("th", words, "col")))));
    const rows = answer.groups.map((group, place) => {
      const name = cell("th", "", "row"), mark = picture(name);
      draw(mark, "path", { class: `step g${place % 6} d${Math.floor(place / 6) % 3}`, d: "M0 6h24" });
      name.append(group.name);
      const words = [group.share, group.stands, group.people, group.events, ...group.at_risk];
      return make("tr", {}, name, ...words.map(text => cell("td", text)));
    });
    table.append(make("tbody", {}, ...rows));
    return table;
  }
  model.on("change:answer", show);
  new ResizeObserver(paint).observe(curve);
  show();
  return () => model.off("change:answer", show);
}

// What a notebook calls with the model of its widget.
function render({ model, el }) {
  const grid = model.get("grid");
  if (grid) explore(el, JSON.parse(grid), false);
  else return live(el, model);
}
