// The components as areas to scale: a squarified treemap (Bruls, Huizing, van Wijk 2000).

const COLOURS = 6;
const SMALLEST_LABEL = { width: 64, height: 30 };
const SMALLEST_TARGET = 24;

/** Rectangles of the given areas that fill a box, each as near to a square as the others allow. */
function squarified(areas, box) {
  const whole = areas.reduce((sum, area) => sum + area, 0);
  const scale = (box.width * box.height) / whole;
  const rest = areas.map((area) => area * scale);
  const placed = [];
  let room = { x: 0, y: 0, ...box };
  while (rest.length > 0) {
    const side = Math.min(room.width, room.height);
    let taken = 1;
    while (taken < rest.length && worst(rest.slice(0, taken + 1), side) <= worst(rest.slice(0, taken), side)) {
      taken += 1;
    }
    room = lay(rest.splice(0, taken), room, placed);
  }
  return placed;
}

function worst(strip, side) {
  const sum = strip.reduce((a, b) => a + b, 0);
  const sides = strip.map((area) => (side * side * area) / (sum * sum));
  return Math.max(...sides.map((ratio) => Math.max(ratio, 1 / ratio)));
}

/** Lay a strip along the shorter side of the room, and give the room that is left. */
function lay(strip, room, placed) {
  const sum = strip.reduce((a, b) => a + b, 0);
  const isUpright = room.width >= room.height;
  const depth = sum / (isUpright ? room.height : room.width);
  let along = 0;
  for (const area of strip) {
    const length = area / depth;
    placed.push(isUpright
      ? { x: room.x, y: room.y + along, width: depth, height: length }
      : { x: room.x + along, y: room.y, width: length, height: depth });
    along += length;
  }
  return isUpright
    ? { ...room, x: room.x + depth, width: room.width - depth }
    : { ...room, y: room.y + depth, height: room.height - depth };
}

/** Each holder's colour: the largest ones at the start have one of their own. */
function colours() {
  const sums = new Map();
  data.rows.forEach(({ holder }, place) => {
    const count = evaluate(data.figures[`row-${place}`], started);
    sums.set(holder, plus(sums.get(holder) ?? fraction(0n), count));
  });
  const ranked = [...sums.keys()].sort((a, b) => compare(sums.get(b), sums.get(a)));
  return new Map(ranked.map((holder, rank) => [holder, Math.min(rank, COLOURS)]));
}

/** Draw the treemap at the values as they stand; a component that has focus keeps it. */
function showTreemap() {
  const map = document.getElementById("treemap");
  const focused = document.activeElement?.dataset?.tile;
  const total = figure("total");
  const counted = data.rows
    .map((row, place) => ({ ...row, place, count: figure(`row-${place}`) }))
    .filter(({ count }) => count.above > 0n)
    .sort((a, b) => compare(b.count, a.count));
  const areas = counted.map(({ count }) => Number((count.above * 10n ** 12n) / total.above) || 0);
  const box = { width: map.clientWidth, height: map.clientHeight };
  const places = areas.length > 0 && box.width > 0 ? squarified(areas.map((area) => area || 1e-3), box) : [];
  const tiles = places.map((room, number) => tile(counted[number], room, box, total));
  map.replaceChildren(...tiles);
  const small = tiles.filter((node) => !node.matches("button")).length;
  document.getElementById("treemap-rest").textContent = small === 0 ? ""
    : `${small} ${small === 1 ? "component is" : "components are"} too small to be labelled here; the table has them.`;
  if (focused) map.querySelector(`[data-tile="${focused}"]`)?.focus();
}

function tile(row, room, box, total) {
  const isTarget = room.width >= SMALLEST_TARGET && room.height >= SMALLEST_TARGET;
  const node = document.createElement(isTarget ? "button" : "div");
  const share = percent(over(row.count, total));
  node.className = `tile colour-${colourOf.get(row.holder)}`;
  node.dataset.tile = String(row.place);
  node.dataset.holder = row.holder;
  node.style.left = `${(100 * room.x) / box.width}%`;
  node.style.top = `${(100 * room.y) / box.height}%`;
  node.style.width = `${(100 * room.width) / box.width}%`;
  node.style.height = `${(100 * room.height) / box.height}%`;
  node.title = `${row.name}\n${grouped(row.count)} \u00b7 ${share}`;
  if (!isTarget) {
    node.setAttribute("aria-hidden", "true");
    return node;
  }
  node.type = "button";
  node.setAttribute("aria-label", `${row.name}: ${grouped(row.count)} ${data.noun}, ${share}`);
  if (room.width >= SMALLEST_LABEL.width && room.height >= SMALLEST_LABEL.height) {
    node.append(part("tile-name", row.name), part("tile-share", share));
  }
  return node;
}

/** A line of text that may be broken after a dot or an underscore. */
function part(className, text) {
  const node = document.createElement("span");
  node.className = className;
  for (const piece of text.match(/[^._]*[._]?/g)) node.append(piece, document.createElement("wbr"));
  return node;
}

/** Highlight a component's row and its tensors while its tile has the pointer or the focus. */
function listenToTreemap() {
  const map = document.getElementById("treemap");
  const light = (event) => {
    const node = event.target.closest("[data-tile]");
    for (const lit of every(".is-lit")) lit.classList.remove("is-lit");
    if (!node || event.type === "pointerout" || event.type === "focusout") return;
    document.querySelector(`[data-row="${node.dataset.tile}"]`)?.classList.add("is-lit");
    for (const other of every("tbody[data-holder], dl [data-holder]")) {
      if (other.dataset.holder === node.dataset.holder) other.classList.add("is-lit");
    }
  };
  for (const name of ["pointerover", "pointerout", "focusin", "focusout"]) map.addEventListener(name, light);
  map.addEventListener("click", (event) => {
    const node = event.target.closest("button[data-tile]");
    const row = node && document.querySelector(`[data-row="${node.dataset.tile}"]`);
    row?.scrollIntoView({ block: "center" });
  });
}

const colourOf = colours();
