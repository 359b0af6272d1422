// The matrices of one layer, to scale, cut into a slice for each head.

const NAMESPACE = "http://www.w3.org/2000/svg";
const LARGEST_SIDE = 170;
const SMALLEST_SIDE = 2;
const FINEST_SLICE = 1.3;

/** Draw every matrix at the values as they stand, all to one scale. */
function showMatrices() {
  const sides = data.matrices.map((_, place) => ({
    rows: approximately(figure(`rows-${place}`)),
    columns: approximately(figure(`columns-${place}`)),
    pieces: approximately(figure(`pieces-${place}`)),
  }));
  const largest = Math.max(...sides.flatMap(({ rows, columns }) => [rows, columns]));
  const tallest = Math.max(...sides.map(({ rows }) => rows));
  for (const canvas of every("[data-matrix]")) {
    const place = Number(canvas.dataset.matrix);
    const { rows, columns, pieces } = sides[place];
    const height = Math.max((LARGEST_SIDE * rows) / largest, SMALLEST_SIDE);
    const width = Math.max((LARGEST_SIDE * columns) / largest, SMALLEST_SIDE);
    const { isCutByRows } = data.matrices[place];
    canvas.closest(".matrix").classList.toggle("too-fine", isTooFine(isCutByRows ? height : width, pieces));
    canvas.style.height = `${(LARGEST_SIDE * tallest) / largest + 2}px`;
    canvas.replaceChildren(drawing(width, height, pieces, isCutByRows));
  }
}

/** Whether slices would be thinner than a screen can tell apart; the caption then says so. */
function isTooFine(length, pieces) {
  return pieces > 1 && length / pieces < FINEST_SLICE;
}

function approximately(value) {
  return Number(value.above) / Number(value.below);
}

function drawing(width, height, pieces, isCutByRows) {
  const svg = drawn("svg", { viewBox: `-1 -1 ${width + 2} ${height + 2}`, width: width + 2, height: height + 2 });
  svg.append(drawn("rect", { width, height, class: "sheet" }));
  const length = isCutByRows ? height : width;
  const slice = length / pieces;
  const first = isCutByRows ? { width, height: slice } : { width: slice, height };
  svg.append(drawn("rect", { ...first, class: "slice" }));
  const drawnCuts = isTooFine(length, pieces) ? 0 : Math.max(pieces - 1, 0);
  const cuts = Array.from({ length: drawnCuts }, (_, number) => {
    const at = (number + 1) * slice;
    return isCutByRows ? `M0 ${at.toFixed(2)}h${width}` : `M${at.toFixed(2)} 0v${height}`;
  });
  svg.append(drawn("path", { d: cuts.join(""), class: "cut" }));
  svg.append(drawn("rect", { width, height, class: "edge" }));
  return svg;
}

function drawn(name, attributes) {
  const node = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
