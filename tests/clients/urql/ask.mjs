// urql, which offers to read a stream with every query: node urql/ask.mjs URL
import { Client, cacheExchange, fetchExchange, gql } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";

const [url] = process.argv.slice(2);
const offered = new Set();
const answered = new Set();
const listening = async (to, options) => {
  offered.add(new Headers(options.headers).get("accept"));
  const answer = await fetch(to, options);
  answered.add(answer.headers.get("content-type"));
  return answer;
};
const client = (exchanges, more = {}) => new Client({ url, fetch: listening, exchanges, ...more });
const plain = client([cacheExchange, fetchExchange], { preferGetMethod: false });
const byGet = client([fetchExchange], { preferGetMethod: "force" });
const byHash = client([
  persistedExchange({ preferGetForPersistedQueries: true }),
  fetchExchange,
]);

const RISKY = gql`
  query Risky($first: Int!) {
    accounts(first: $first, orderBy: [{ field: RISK, direction: DESC }]) {
      nodes { id name renewalRisk { probability level } }
    }
  }
`;
const MAKE = gql`
  mutation Make($input: AccountCreateInput!) {
    accountCreate(input: $input) { outcome account { id name } userErrors { code path } }
  }
`;
const input = { name: "Made by urql", external: { system: "urql", key: "1" }, idempotencyKey: "urql-1" };

const told = async (result) => {
  const { data, error } = await result;
  if (error) throw error;
  return data;
};
const risky = await told(plain.query(RISKY, { first: 5 }));
const made = await told(plain.mutation(MAKE, { input }));
const again = await told(plain.mutation(MAKE, { input }));
const { error } = await plain.query(RISKY, { first: 501 });
console.log(
  JSON.stringify({
    risky: risky.accounts.nodes.map((one) => one.renewalRisk.probability),
    byGet: (await told(byGet.query(RISKY, { first: 2 }))).accounts.nodes.length,
    byHash: (await told(byHash.query(RISKY, { first: 3 }))).accounts.nodes.length,
    outcomes: [made.accountCreate.outcome, again.accountCreate.outcome],
    same: made.accountCreate.account.id === again.accountCreate.account.id,
    refused: error.graphQLErrors.map((one) => one.extensions.code),
    offersStreams: [...offered].every((accept) => accept.includes("text/event-stream")),
    answered: [...answered],
  }),
);
