// Apollo Client 4 with its normalised cache: node apollo/ask.mjs URL
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { CombinedGraphQLErrors } from "@apollo/client/errors";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { relayStylePagination } from "@apollo/client/utilities";
import { createHash } from "node:crypto";

const [url] = process.argv.slice(2);
const sent = [];
const http = new HttpLink({
  uri: url,
  fetch: async (to, options) => {
    const answer = await fetch(to, options);
    sent.push(`${options.method} ${answer.status}`);
    return answer;
  },
});
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

const cache = () =>
  new InMemoryCache({
    possibleTypes: {
      UserError: [
        ...["PlainError", "VersionConflict", "InvalidTransition"],
        ...["IdempotencyKeyReused", "ScheduleConflict"],
      ],
    },
    typePolicies: { Query: { fields: { accounts: relayStylePagination(["orderBy"]) } } },
  });
const client = new ApolloClient({ link: http, cache: cache() });

const PAGE = gql`
  query Page($after: String) {
    accounts(first: 20, after: $after, orderBy: [{ field: NAME }]) {
      edges { cursor node { id name health { value band } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
const RENAME = gql`
  mutation Rename($input: AccountUpdateInput!) {
    accountUpdate(input: $input) {
      outcome
      account { id name version }
      userErrors { code path ... on VersionConflict { currentVersion } }
    }
  }
`;

const first = (watched) =>
  new Promise((resolve, reject) =>
    watched.subscribe(({ data, dataState, error }) => {
      if (error) reject(error);
      if (dataState === "complete") resolve(data);
    }),
  );

async function pages() {
  const watched = client.watchQuery({ query: PAGE });
  let data = await first(watched);
  while (data.accounts.pageInfo.hasNextPage) {
    await watched.fetchMore({ variables: { after: data.accounts.pageInfo.endCursor } });
    data = client.readQuery({ query: PAGE });
  }
  return data.accounts.edges.map((edge) => edge.node);
}

async function renamed(id) {
  const name = "Renamed by Apollo";
  const input = { account: { id }, name };
  const { data } = await client.mutate({ mutation: RENAME, variables: { input } });
  const stale = { account: { id }, name: "Stale", expectedVersion: 0 };
  const refused = await client.mutate({ mutation: RENAME, variables: { input: stale } });
  return {
    outcome: data.accountUpdate.outcome,
    cached: client.readFragment({
      id: `Account:${id}`,
      fragment: gql`fragment Name on Account { name }`,
    }).name,
    refused: refused.data.accountUpdate.userErrors,
  };
}

async function wrong() {
  try {
    await client.query({ query: gql`{ account(by: {}) { id } }` });
  } catch (error) {
    return { isGraphQL: CombinedGraphQLErrors.is(error), codes: error.errors.map((e) => e.extensions.code) };
  }
}

async function persisted(useGETForHashedQueries) {
  const link = new PersistedQueryLink({ sha256, useGETForHashedQueries });
  const asking = new ApolloClient({ link: ApolloLink.from([link, http]), cache: cache() });
  const query = gql`query Mine { viewer { token } accounts(first: 1) { totalCount } }`;
  sent.length = 0;
  for (const fetchPolicy of ["network-only", "network-only"]) {
    await asking.query({ query, fetchPolicy });
  }
  return [...sent];
}

const accounts = await pages();
console.log(
  JSON.stringify({
    accounts: accounts.length,
    different: new Set(accounts.map((account) => account.id)).size,
    sorted: accounts.every((account, n) => n === 0 || accounts[n - 1].name <= account.name),
    renamed: await renamed(accounts[0].id),
    wrong: await wrong(),
    persisted: await persisted(false),
    persistedByGet: await persisted(true),
  }),
);
process.exit(0);
