// The console: write a query, run it, read the answer. Everything stays in this browser.
import { EXAMPLES } from "./examples.js";
import { highlighted } from "./json.js";
import { showContract } from "./contract.js";

const query = document.getElementById("query");
const variables = document.getElementById("variables");
const answer = document.getElementById("answer");
const status = document.getElementById("status");
const example = document.getElementById("example");
const run = document.getElementById("run");
const copy = document.getElementById("copy");
const token = document.getElementById("token");
const KEPT = "bellwether.token"; // until this tab is closed, and in no other

function headers() {
  const own = { "Content-Type": "application/json", "X-Requested-With": "console" };
  return token.value ? { ...own, Authorization: `Bearer ${token.value.trim()}` } : own;
}

function tell(text, failed = false) {
  status.textContent = text;
  status.classList.toggle("failed", failed);
}

function choose(found) {
  query.value = found.query;
  variables.value = JSON.stringify(found.variables ?? {}, null, 2);
}

function readVariables() {
  return variables.value.trim() ? JSON.parse(variables.value) : {};
}

async function ask() {
  let body;
  try {
    body = JSON.stringify({ query: query.value, variables: readVariables() });
  } catch (error) {
    tell(`The variables are not JSON: ${error.message}`, true);
    variables.focus();
    return;
  }
  run.setAttribute("aria-busy", "true");
  tell("Asking…");
  const started = performance.now();
  try {
    const response = await fetch("/graphql", {
      method: "POST", headers: headers(), body,
    });
    show(await response.json(), response, performance.now() - started);
  } catch (error) {
    tell(`No answer: ${error.message}`, true);
  } finally {
    run.removeAttribute("aria-busy");
  }
}

function show(told, response, took) {
  answer.replaceChildren(highlighted(told));
  answer.scrollTop = 0;
  const errors = told.errors?.length ?? 0;
  const failed = errors ? ` · ${errors} error${errors > 1 ? "s" : ""}` : "";
  const id = response.headers.get("X-Request-Id");
  if (response.status === 401) token.focus();
  tell(`${response.status}${failed} · ${took.toFixed(0)} ms · request ${id}`, errors > 0);
}

for (const [index, { name }] of EXAMPLES.entries()) example.add(new Option(name, index));
example.addEventListener("change", () => { choose(EXAMPLES[example.value]); ask(); });
run.addEventListener("click", ask);
token.value = sessionStorage.getItem(KEPT) ?? "";
token.addEventListener("change", () => sessionStorage.setItem(KEPT, token.value.trim()));
copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText(answer.textContent);
  tell("Copied.");
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    ask();
  }
});

choose(EXAMPLES[0]);
showContract(document, headers());
