// Put everything together: a change of a value shows itself everywhere at once.

function update(source) {
  showFields(source?.type === "text" ? source : undefined);
  showSliders(source?.type === "range" ? source : undefined);
  showValues();
  showProblem();
  if (applies()) {
    showFigures();
    showTreemap();
    showMatrices();
  }
}

function reset() {
  startAgain();
  update();
  keepAddress();
}

function takeAddress() {
  const message = readAddress();
  update();
  document.getElementById("copied").textContent = message;
}

/** What is wider than its box can be scrolled with the keyboard. */
function showScrollers() {
  for (const box of every(".wide, .terms")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

/** Links within the page move there and leave the values in the address. */
function keepLinks() {
  for (const link of every("a[href^='#']")) {
    link.addEventListener("click", (event) => {
      const target = document.getElementById(link.getAttribute("href").slice(1));
      event.preventDefault();
      target.focus();
      target.scrollIntoView();
    });
  }
}

document.documentElement.classList.add("has-script");
listen((source) => {
  document.getElementById("copied").textContent = "";
  update(source);
  keepAddress();
});
listenToTreemap();
listenToButtons(reset);
keepLinks();
update();
addEventListener("hashchange", takeAddress);
addEventListener("beforeprint", () => every("details").forEach((step) => { step.open = true; }));
new ResizeObserver(() => {
  if (applies()) showTreemap();
  showScrollers();
}).observe(document.getElementById("treemap"));
takeAddress();
