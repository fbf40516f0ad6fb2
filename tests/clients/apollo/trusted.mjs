// Apollo Client sends ids of the documents in its manifest: node apollo/trusted.mjs URL
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { generatePersistedQueryIdsFromManifest } from "@apollo/persisted-query-lists";
import { readFile } from "node:fs/promises";

const [url] = process.argv.slice(2);
const loadManifest = async () => JSON.parse(await readFile("apollo-manifest.json", "utf8"));
const trusted = new PersistedQueryLink(generatePersistedQueryIdsFromManifest({ loadManifest }));
const asking = (link) => new ApolloClient({ link, cache: new InMemoryCache() });
const query = gql(await readFile("apollo/names.graphql", "utf8"));

const { data } = await asking(trusted.concat(new HttpLink({ uri: url }))).query({
  query,
  variables: { first: 4 },
});
const refused = await asking(new HttpLink({ uri: url }))
  .query({ query: gql`{ viewer { token } }` })
  .catch((error) => error.errors.map((one) => one.extensions.code));
console.log(JSON.stringify({ names: data.accounts.nodes.length, refused }));
