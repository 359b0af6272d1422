// What the buttons copy: the derivation as LaTeX or Markdown, and a link that keeps the values.

/** The derivation with the page's own values, or without any and with the number at these. */
function derivationAs(format) {
  const { known, general } = data.copies[format];
  if (isAtStart() && applies()) return known;
  return applies() ? COUNTED[format](general) : general;
}

const COUNTED = {
  latex(text) {
    const values = data.symbols.map(({ latex }, place) => `$${latex} = ${latexNumber(state.values[place])}$`);
    const line = `\\intertext{With ${values.join(", ")}:}\nN &= ${latexNumber(figure("total"))}`;
    return text.replace("\n\\end{align*}", () => ` \\\\\n${line}\n\\end{align*}`);
  },
  markdown(text) {
    const values = data.symbols.map(({ latex }, place) => `$\`${latex} = ${latexNumber(state.values[place])}\`$`);
    const rows = data.rows.map(({ name }, place) => {
      const count = figure(`row-${place}`);
      return `| ${escaped(name)} | ${grouped(count)} | ${percent(over(count, figure("total")))} |`;
    });
    const table = [`| component | ${escaped(data.noun)} | share |`, "|:--|--:|--:|", ...rows];
    const total = `| **total** | **${grouped(figure("total"))}** | |`;
    return `${text}\n\nWith ${values.join(", ")}:\n\n${[...table, total].join("\n")}\n`;
  },
};

function escaped(text) {
  return text.replace(/[\\`*_{}[\]<>#|~$]/g, (letter) => `\\${letter}`);
}

function latexNumber(value) {
  return grouped(value).replaceAll(",", "{,}").replace("\u2212", "-");
}

/** Copy text, by the clipboard where a page may use it, else as a reader would. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("aria-hidden", "true");
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

function listenToButtons(reset) {
  const said = document.getElementById("copied");
  const offer = async (text, what) => {
    await copy(text);
    said.textContent = `${what} copied.`;
  };
  for (const button of every("[data-copy]")) {
    const format = button.dataset.copy;
    const name = format === "latex" ? "LaTeX" : "Markdown";
    button.addEventListener("click", () => offer(derivationAs(format), name));
  }
  document.getElementById("copy-link").addEventListener("click", () =>
    offer(location.href.split("#")[0] + written(), "Link"));
  document.getElementById("reset").addEventListener("click", () => {
    said.textContent = "";
    reset();
  });
}
