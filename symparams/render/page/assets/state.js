// The values of the symbols as they stand, and what is wrong with them.

const data = JSON.parse(document.getElementById("data").textContent);
const started = data.symbols.map((symbol) => fromData(symbol.value));
const state = { values: [...started], problems: data.symbols.map(() => "") };

/** Take a typed value for the symbol at a place; what cannot be read is kept as its problem. */
function take(place, typed) {
  try {
    state.values[place] = allowed(place, readNumber(typed, data.symbols[place].text));
    state.problems[place] = "";
  } catch (error) {
    state.problems[place] = error.message;
  }
}

/** The values that the page began with. */
function startAgain() {
  state.values = [...started];
  state.problems = data.symbols.map(() => "");
}

function allowed(place, value) {
  const symbol = data.symbols[place];
  if (symbol.isWhole && !isWhole(value)) throw new Error(`${symbol.text} must be a whole number`);
  return value;
}

/** The first constraint that the values break; none if they fit together. */
function broken() {
  return data.demands.find((demand) => !holds(demand, state.values));
}

/** Whether every value can be read and the values fit together, so that the counts apply. */
function applies() {
  return state.problems.every((text) => !text) && !broken();
}

function isAtStart() {
  return state.values.every((value, place) => compare(value, started[place]) === 0);
}
