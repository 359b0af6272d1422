// The values in the page's address: #H=12288&L=96, written as they change, checked when read.

const MOST_ASSIGNMENTS = 200;

/** The part of an address that keeps the values. */
function written() {
  const pairs = data.symbols.map((symbol, place) => {
    const { above, below } = state.values[place];
    return `${symbol.name}=${below === 1n ? above : `${above}/${below}`}`;
  });
  return `#${pairs.join("&")}`;
}

/** Take the values of the address, the page's own for the others. What is no value stands in its
 *  field, where no total is given for it, and is the message. */
function readAddress() {
  const text = location.hash.slice(1);
  startAgain();
  if (!text.includes("=")) return "";
  const messages = text.split("&", MOST_ASSIGNMENTS).map(assign);
  return messages.find((message) => message) ?? "";
}

function assign(assignment) {
  const [name, value = ""] = assignment.split("=").map(decoded);
  const place = data.symbols.findIndex((symbol) => symbol.name === name || symbol.text === name);
  if (place < 0) return `The link gives a value to '${shown(name)}', which this page has no field for.`;
  take(place, value);
  const problem = state.problems[place];
  if (problem) document.getElementById(`value-${place}`).value = shown(value);
  return problem && `The link's ${shown(name)} = ${shown(value)} cannot be used: ${problem}.`;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function shown(text) {
  return text.length > 40 ? `${text.slice(0, 39)}\u2026` : text;
}

let keeping = 0;

/** Keep the values in the address, a moment after the last change. */
function keepAddress() {
  clearTimeout(keeping);
  keeping = setTimeout(() => {
    if (applies()) history.replaceState(null, "", isAtStart() ? location.pathname + location.search : written());
  }, 250);
}
