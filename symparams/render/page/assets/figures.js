// Numbers as people read them, and where they stand on the page.

const WORDS = [[10n ** 12n, "trillion"], [10n ** 9n, "billion"], [10n ** 6n, "million"]];

const BEYOND_WORDS = 10n ** 15n;

function every(selector) {
  return [...document.querySelectorAll(selector)];
}

/** 174604259328 as 174,604,259,328, and 8/3 as it is. */
function grouped(value) {
  const digits = absolute(value.above).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = value.above < 0n ? "\u2212" : "";
  return sign + (isWhole(value) ? digits : `${absolute(value.above)}/${value.below}`);
}

/** A number as it stands in a product: a fraction in brackets. */
function asFactor(value) {
  return isWhole(value) ? grouped(value) : `(${grouped(value)})`;
}

/** A count in words: three figures and a magnitude. */
function inWords(count) {
  const found = WORDS.find(([size]) => count.above >= size * count.below);
  if (!found || count.above >= BEYOND_WORDS * count.below) return "";
  const [size, word] = found;
  return `${Number((Number(count.above) / Number(size)).toPrecision(3))} ${word}`;
}

/** A share in percent: one decimal, or two significant figures where it is small. */
function percent(share) {
  const value = Number((share.above * 10n ** 15n) / share.below) / 1e13;
  if (share.above === 0n) return "0 %";
  if (value > 0 && value < 0.0001) return "< 0.0001 %";
  if (Math.abs(value) >= 0.1) return `${value.toFixed(1)} %`;
  return `${Number(value.toPrecision(2))} %`;
}

/** The number of a figure at the values as they stand. */
function figure(name) {
  return evaluate(data.figures[name], state.values);
}

/** Write every number on the page again. */
function showFigures() {
  const total = figure("total");
  for (const node of every("[data-figure]")) node.textContent = grouped(figure(node.dataset.figure));
  for (const node of every("[data-share]")) {
    node.textContent = total.above ? percent(over(figure(node.dataset.share), total)) : "0 %";
  }
  for (const node of every("[data-coefficient]")) {
    const { above, below } = figure(node.dataset.coefficient);
    const size = { above: absolute(above), below };
    const times = node.dataset.factor;
    if (times === undefined) node.textContent = grouped(size);
    else node.textContent = size.above === 1n && below === 1n ? "" : asFactor(size) + times;
  }
  for (const node of every("[data-sign]")) {
    const isNegative = figure(node.dataset.sign).above < 0n;
    node.textContent = isNegative ? "\u2212" : node.getAttribute("form") === "infix" ? "+" : "";
  }
  const shown = document.querySelector("#total [data-figure]");
  shown.replaceChildren(...shown.textContent.split(/(?<=,)/).flatMap((digits) => [digits, document.createElement("wbr")]));
  document.getElementById("words").textContent = inWords(total);
}

/** Write the values themselves: in tables, and in formulas where a fraction needs brackets. */
function showValues() {
  state.values.forEach((value, place) => {
    const isKnown = !state.problems[place];
    for (const node of every(`[data-value="${place}"]`)) node.textContent = isKnown ? grouped(value) : "\u2014";
    for (const node of every(`[data-put-in="${place}"]`)) node.textContent = isKnown ? asFactor(value) : "\u2014";
    for (const node of every(`[data-origin="${place}"]`)) {
      node.dataset.started ??= node.textContent;
      const isOwn = compare(value, started[place]) === 0;
      node.textContent = isOwn ? node.dataset.started : "set on this page";
    }
  });
}

/** Say that the total does not apply, and which constraint is broken. */
function showProblem() {
  const text = broken()?.text;
  document.documentElement.classList.toggle("does-not-apply", !applies());
  document.getElementById("problem").textContent = text ? `${sentence(text)}.` : "";
  if (applies()) return;
  for (const node of every("[data-figure], [data-share]")) node.textContent = "\u2014";
  document.querySelector("#total [data-figure]").textContent = "does not apply";
  document.getElementById("words").textContent = "";
}

function sentence(text) {
  return text.startsWith("the ") ? `T${text.slice(1)}` : text; // other texts begin with a symbol
}
