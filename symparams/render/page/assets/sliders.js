// A field and a slider for each symbol. A slider has the values that the constraints allow.

const STEPS_IN_AN_OCTAVE = 16n;
const LARGEST_FACTOR = 100_000n;
const MOST_DIVISORS = 400;
const RATIOS = "1/4 1/2 2/3 1 4/3 3/2 2 5/2 8/3 3 7/2 4 5 16/3 6 7 8 10 12 16".split(" ");

/** The values to choose from for the symbol at a place, in order, the present one among them. */
function choices(place) {
  const present = state.values[place];
  const others = candidates(place).filter((value) => compare(value, present) !== 0);
  const concerned = data.demands.filter((demand) =>
    placesIn(demand.left).concat(placesIn(demand.right)).includes(place));
  const fits = (value) => {
    const values = Object.assign([...state.values], { [place]: value });
    return concerned.every((demand) => holds(demand, values));
  };
  return [...others.filter(fits), ...(fits(present) ? [present] : [])].sort(compare);
}

function candidates(place) {
  if (data.symbols[place].isRatio) return RATIOS.concat(data.symbols[place].value).map(fromData);
  const dividends = stated(([divides]) => divides === place).map(([, dividend]) => dividend);
  const own = started[place].above;
  if (dividends.length > 0) return divisors(state.values[dividends[0]].above);
  const unit = stated(([, dividend]) => dividend === place)
    .map(([divides]) => state.values[divides].above)
    .reduce((a, b) => (a * b) / divisor(a, b), 1n);
  return multiples(unit, 8n * (own > unit ? own : unit)).concat(fraction(own));
}

/** The divisibilities that the model states, as pairs of places: the first divides the second. */
function stated(selects) {
  return data.demands.map(({ divides }) => divides).filter((pair) => pair && selects(pair));
}

function divisors(whole) {
  let found = [1n];
  let rest = whole;
  for (let prime = 2n; prime * prime <= rest && prime <= LARGEST_FACTOR && found.length < MOST_DIVISORS; prime += 1n) {
    let next = found;
    while (rest % prime === 0n) {
      rest /= prime;
      next = next.map((value) => value * prime);
      found = found.concat(next);
    }
    found = [...new Set(found)];
  }
  if (rest > 1n) found = found.concat(found.map((value) => value * rest));
  return found.slice(0, MOST_DIVISORS).map((value) => fraction(value));
}

/** Multiples of a unit up to a largest value, in steps that grow with them. */
function multiples(unit, largest) {
  const found = [];
  for (let value = unit, step = unit; value <= largest && value <= LARGEST; value += step) {
    found.push(fraction(value));
    if (value >= 2n * STEPS_IN_AN_OCTAVE * step) step *= 2n;
  }
  return found;
}

/** Put each slider where its value is, with the values that it may take now. */
function showSliders(taking) {
  for (const slider of every("[data-slider]")) {
    const place = Number(slider.dataset.slider);
    const held = slider === taking ? slider.choices : undefined;
    slider.choices = held ?? choices(place);
    slider.disabled = slider.choices.length < 2;
    slider.max = String(Math.max(slider.choices.length - 1, 0));
    const here = slider.choices.findIndex((value) => compare(value, state.values[place]) >= 0);
    slider.value = String(here < 0 ? slider.choices.length - 1 : here);
    slider.setAttribute("aria-valuetext", grouped(state.values[place]));
  }
}

/** Show each value in its field, except where a reader is typing, and what is wrong with it. */
function showFields(typing) {
  const demand = broken();
  const concerned = demand ? placesIn(demand.left).concat(placesIn(demand.right)) : [];
  for (const field of every("[data-field]")) {
    const place = Number(field.dataset.field);
    if (field !== typing && !state.problems[place]) field.value = grouped(state.values[place]);
    field.setAttribute("aria-invalid", String(Boolean(state.problems[place]) || concerned.includes(place)));
    document.getElementById(`problem-${place}`).textContent = state.problems[place];
  }
}

/** Call `changed` with the field or slider that a reader moved. */
function listen(changed) {
  for (const field of every("[data-field]")) {
    field.addEventListener("input", () => {
      take(Number(field.dataset.field), field.value);
      changed(field);
    });
    field.addEventListener("change", () => changed());
  }
  for (const slider of every("[data-slider]")) {
    slider.addEventListener("input", () => {
      const place = Number(slider.dataset.slider);
      state.values[place] = slider.choices[Number(slider.value)];
      state.problems[place] = "";
      changed(slider);
    });
    slider.addEventListener("change", () => changed());
  }
}
