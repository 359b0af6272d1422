// Expressions as data: a number is text, a symbol its place, everything else an operation.

const OPERATIONS = {
  "+": (parts) => parts.reduce(plus),
  "*": (parts) => parts.reduce(times),
  "^": ([base, exponent]) => power(base, exponent.above),
  floor: ([part]) => floor(part),
  ceiling: ([part]) => ceiling(part),
  max: (parts) => parts.reduce((a, b) => (compare(a, b) < 0 ? b : a)),
  min: (parts) => parts.reduce((a, b) => (compare(a, b) < 0 ? a : b)),
  mod: ([a, b]) => minus(a, times(b, floor(over(a, b)))),
};

/** The exact value of an expression where each symbol has the value at its place. */
function evaluate(expression, values) {
  if (typeof expression === "string") return fromData(expression);
  if (typeof expression === "number") return values[expression];
  const [operation, ...parts] = expression;
  return OPERATIONS[operation](parts.map((part) => evaluate(part, values)));
}

/** The places of the symbols in an expression. */
function placesIn(expression) {
  if (typeof expression === "number") return [expression];
  return Array.isArray(expression) ? expression.slice(1).flatMap(placesIn) : [];
}

const RELATIONS = {
  whole: (left, right) => isWhole(left) && compare(left, right) >= 0,
  "<": (left, right) => compare(left, right) < 0,
  "<=": (left, right) => compare(left, right) <= 0,
  "==": (left, right) => compare(left, right) === 0,
  "!=": (left, right) => compare(left, right) !== 0,
};

/** Whether a demand of the model holds at these values. */
function holds(demand, values) {
  const left = evaluate(demand.left, values);
  return RELATIONS[demand.relation](left, evaluate(demand.right, values));
}
