// The schema browser: the SDL as served, one definition at a time, names leading to each other.
const START = /^(?:type|interface|input|enum|union|scalar|directive)\s+@?(\w+)/;
const FIRST = ["Query", "Mutation", "Subscription", "Account", "HealthScore", "RenewalRisk"];

function definitions(sdl) {
  const found = new Map();
  for (const block of sdl.split(/\n{2,}(?=["a-z])/)) {
    const plain = block.replace(/^"""[\s\S]*?"""\n/, "").replace(/^"(?:[^"\\]|\\.)*"\n/, "");
    const name = plain.match(START)?.[1];
    if (name) found.set(name, { kind: plain.split(/\s/, 1)[0], block: block.trim() });
  }
  return found;
}

function rank(name) {
  const place = FIRST.indexOf(name);
  return place < 0 ? FIRST.length : place;
}

export async function showContract(page, headers) {
  const types = page.getElementById("types");
  const search = page.getElementById("search");
  const shown = page.getElementById("definition");
  const answer = await fetch("/schema.graphql", { headers });
  if (!answer.ok) {
    shown.textContent = (await answer.json()).errors[0].message;
    return;
  }
  const found = definitions(await answer.text());
  const names = [...found.keys()].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));

  function link(name, ...more) {
    const button = page.createElement("button");
    button.type = "button";
    button.append(name, ...more);
    button.addEventListener("click", () => show(name));
    return button;
  }

  function show(name) {
    const parts = found.get(name).block.split(/("""[\s\S]*?"""|"[^"\n]*"|\w+)/);
    shown.replaceChildren(...parts.map((part) => {
      if (part.startsWith('"')) {
        const remark = page.createElement("span");
        remark.className = "remark";
        remark.textContent = part;
        return remark;
      }
      return found.has(part) && part !== name ? link(part) : part;
    }));
    shown.scrollTop = 0;
    for (const button of types.children) {
      button.setAttribute("aria-current", String(button.dataset.name === name));
    }
  }

  function list() {
    const wanted = search.value.trim().toLowerCase();
    const fitting = names.filter((name) => (
      name.toLowerCase().includes(wanted) || found.get(name).block.toLowerCase().includes(wanted)
    ));
    types.replaceChildren(...fitting.map((name) => {
      const kind = page.createElement("small");
      kind.textContent = ` ${found.get(name).kind}`;
      const button = link(name, kind);
      button.dataset.name = name;
      return button;
    }));
    if (fitting.length) show(fitting[0]);
  }

  search.addEventListener("input", list);
  list();
}
