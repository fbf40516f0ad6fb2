// Relay's runtime with what its compiler made: node relay/ask.mjs URL
import relay from "relay-runtime";
import anything from "./__generated__/documentsAnythingQuery.graphql.js";
import portfolio from "./__generated__/documentsPortfolioQuery.graphql.js";
import rename from "./__generated__/documentsRenameMutation.graphql.js";
import refetch from "./__generated__/documentsRowRefetchQuery.graphql.js";

const { Environment, Network, RecordSource, Store, commitMutation, fetchQuery } = relay;
const [url] = process.argv.slice(2);

async function ask({ id }, variables) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ doc_id: id, variables }),
  });
  return answer.json();
}
const environment = new Environment({
  network: Network.create(ask),
  store: new Store(new RecordSource()),
});
const read = (query, variables) => fetchQuery(environment, query, variables).toPromise();
const change = (mutation, variables) =>
  new Promise((onCompleted, onError) =>
    commitMutation(environment, { mutation, variables, onCompleted, onError }),
  );
const stored = (id) => environment.getStore().getSource().get(id);

const { accounts } = await read(portfolio, { first: 3 });
const [{ node: first }] = accounts.edges;
const again = await read(refetch, { id: first.id });
const { node } = await read(anything, { id: first.id });
const contract = node.contracts.nodes[0];
const found = await read(anything, { id: contract.id });
const made = await change(rename, { input: { account: { id: first.id }, name: "Renamed by Relay" } });
console.log(
  JSON.stringify({
    accounts: accounts.edges.length,
    refetched: Object.keys(again.node).length > 0,
    types: [node.__typename, found.node.__typename],
    sameContract: found.node.name === contract.name,
    outcome: made.accountUpdate.outcome,
    stored: stored(first.id).name,
  }),
);
