// A customer's page: what their link shows. The token stays in the address, behind #, and in the
// header it is sent in; it is kept nowhere else.
import { PARTS, nothing } from "./share-records.js";

const main = document.getElementById("main");
const name = document.getElementById("name");
const status = document.getElementById("status");
const again = document.getElementById("again");
const LINK = /^#(bws_[\w-]+)$/;
const ENDED = "This link shows nothing any more: it has expired or was ended. Ask whoever sent it for a new one.";
const INCOMPLETE = "This address is not complete. Open the whole link you were sent, with all that stands behind #.";
const LATER = "There was no answer. Check your connection, and look again in a moment.";
let turn = 0; // an answer to an earlier question is not shown

class Trouble extends Error {}
class Ended extends Trouble {} // nothing stays on the page that the link does not show by now

async function answer(query, after) {
  const token = LINK.exec(location.hash)?.[1];
  if (!token) throw new Ended(INCOMPLETE);
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables: { after } }),
    cache: "no-store", credentials: "omit",
  });
  if (response.status === 401) throw new Ended(ENDED);
  if (response.status === 429) {
    throw new Trouble(`Too much was asked in a short time. Look again in ${response.headers.get("Retry-After")} s.`);
  }
  const { data, errors } = await response.json();
  if (errors) {
    throw new Trouble(`This could not be answered (request ${response.headers.get("X-Request-Id")}).`);
  }
  if (!data.viewer.account) throw new Ended(ENDED);
  return data.viewer.account;
}

function asking(operation, parts) {
  const inside = parts.map((part) => PARTS[part].asked).join(" ");
  return `query ${operation}($after: String) { viewer { account { name ${inside} } } }`;
}

function tell(text, isWrong = false) {
  status.textContent = text;
  status.classList.toggle("wrong", isWrong);
}

function clear() {
  main.hidden = true;
  name.textContent = "Your account with us";
  document.title = "Shared with you";
  for (const part of Object.keys(PARTS)) document.getElementById(part).replaceChildren();
}

// Carries out one question at a time, says how that went, and shows the latest alone.
async function ask(query, after, show) {
  const own = ++turn;
  tell("Asking…");
  try {
    const account = await answer(query, after);
    if (own !== turn) return;
    show(account);
    tell(`As of ${new Date().toLocaleTimeString([], { timeStyle: "short" })}.`);
  } catch (error) {
    if (own !== turn) return;
    if (error instanceof Ended) clear();
    tell(error instanceof Trouble ? error.message : LATER, true);
  }
  again.hidden = false;
}

function add(part, { nodes, pageInfo }) {
  const place = document.getElementById(part);
  const cards = nodes.map(PARTS[part].shown);
  place.append(...cards);
  if (!place.childElementCount) place.append(nothing(PARTS[part].none));
  if (pageInfo.hasNextPage) place.append(moreButton(part, pageInfo.endCursor));
  return cards;
}

function moreButton(part, after) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = PARTS[part].more;
  button.addEventListener("click", () => ask(asking("ShareMore", [part]), after, (account) => {
    if (!button.isConnected) return;
    button.remove();
    add(part, account[part])[0]?.focus();
  }));
  return button;
}

function load() {
  return ask(asking("Share", Object.keys(PARTS)), null, (account) => {
    clear();
    name.textContent = account.name;
    document.title = `${account.name}: shared with you`;
    for (const part of Object.keys(PARTS)) add(part, account[part]);
    main.hidden = false;
  });
}

again.addEventListener("click", load);
addEventListener("hashchange", () => {
  clear();
  load();
});
load();
