// JSON as coloured text. Only text nodes are made, so nothing in an answer can become markup.
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

function marked(kind, text) {
  const span = document.createElement("span");
  span.className = kind;
  span.textContent = text;
  return span;
}

export function highlighted(value) {
  const text = JSON.stringify(value, null, 2);
  const whole = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(TOKEN)) {
    const [all, string, colon, word] = found;
    whole.append(text.slice(from, found.index));
    if (colon) whole.append(marked("key", string), colon);
    else whole.append(marked(string ? "string" : word ? "word" : "number", all));
    from = found.index + all.length;
  }
  whole.append(text.slice(from));
  return whole;
}
