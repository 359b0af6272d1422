// Exact numbers: fractions of whole numbers of any size, always in lowest terms.

const LARGEST = 10n ** 18n;
const LONGEST_TEXT = 80;
const SUFFIXES = { "": 0, k: 3, K: 3, M: 6, B: 9, G: 9, T: 12 };
const DECIMAL = String.raw`(\d+(?:_\d+)*)(?:\.(\d+(?:_\d+)*))?(?:[eE]([+-]?\d{1,2}))?([kKMBGT]?)`;
const NUMBER = new RegExp(`^${DECIMAL}(?:/${DECIMAL})?$`);
const GROUPED = /^\d{1,3}(,\d{3})+$/;
const HOW_TO_WRITE = "write a number such as 12288, 12_288, 50k, 1.5e9, 175B or 8/3";

function divisor(a, b) {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

function fraction(above, below = 1n) {
  const common = divisor(above, below) * (below < 0n ? -1n : 1n);
  return { above: above / common, below: below / common };
}

function plus(a, b) {
  return fraction(a.above * b.below + b.above * a.below, a.below * b.below);
}

function minus(a, b) {
  return plus(a, { above: -b.above, below: b.below });
}

function times(a, b) {
  return fraction(a.above * b.above, a.below * b.below);
}

function over(a, b) {
  if (b.above === 0n) throw new RangeError("division by zero");
  return fraction(a.above * b.below, a.below * b.above);
}

function power(base, exponent) {
  const positive = { above: base.above ** absolute(exponent), below: base.below ** absolute(exponent) };
  return exponent < 0n ? over(fraction(1n), positive) : positive;
}

function absolute(whole) {
  return whole < 0n ? -whole : whole;
}

function floor(a) {
  const quotient = a.above / a.below;
  return fraction(a.above % a.below < 0n ? quotient - 1n : quotient);
}

function ceiling(a) {
  return { above: -floor({ above: -a.above, below: a.below }).above, below: 1n };
}

function compare(a, b) {
  const difference = a.above * b.below - b.above * a.below;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function isWhole(a) {
  return a.below === 1n;
}

/** A fraction as this project's own data writes it: "12288", "8/3". */
function fromData(text) {
  const [above, below = "1"] = text.split("/");
  return fraction(BigInt(above), BigInt(below));
}

/** A fraction as a reader types it; what is wrong with the text is an Error's message. */
function readNumber(typed, name) {
  const stripped = typed.trim();
  const text = GROUPED.test(stripped) ? stripped.replaceAll(",", "") : stripped;
  const match = text.length <= LONGEST_TEXT && NUMBER.exec(text.replace(/^[-\u2212]/, ""));
  if (!match) throw new Error(`${name} is not a number; ${HOW_TO_WRITE}`);
  const above = decimal(match.slice(1, 5));
  const below = match[5] === undefined ? fraction(1n) : decimal(match.slice(5, 9));
  if (below.above === 0n) throw new Error(`${name} divides by zero; ${HOW_TO_WRITE}`);
  const value = over(above, below);
  if (value.above === 0n || /^[-\u2212]/.test(text)) throw new Error(`${name} must be greater than 0`);
  if (compare(value, fraction(LARGEST)) > 0 || value.below > LARGEST) {
    throw new Error(`${name} is out of range; the largest is 10^18`);
  }
  return value;
}

function decimal([whole, part = "", exponent = "0", suffix = ""]) {
  const digits = BigInt((whole + part).replaceAll("_", ""));
  const shift = BigInt(Number(exponent) + SUFFIXES[suffix] - part.replaceAll("_", "").length);
  return times(fraction(digits), power(fraction(10n), shift));
}
