// What relay-compiler reads; ask.mjs runs what it makes of it.
import { graphql } from "relay-runtime";

export const portfolio = graphql`
  query documentsPortfolioQuery($first: Int!, $after: String) {
    viewer { token }
    accounts(first: $first, after: $after, orderBy: [{ field: RISK, direction: DESC }])
      @connection(key: "documents_accounts") {
      edges { node { id name ...documentsRow } }
    }
  }
`;
export const row = graphql`
  fragment documentsRow on Account @refetchable(queryName: "documentsRowRefetchQuery") {
    id
    health { value band }
    nextReview { id startsAt }
  }
`;
export const anything = graphql`
  query documentsAnythingQuery($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Account { contracts(first: 1) { nodes { id name } } }
      ... on Contract { name }
    }
  }
`;
export const rename = graphql`
  mutation documentsRenameMutation($input: AccountUpdateInput!) {
    accountUpdate(input: $input) { outcome account { id name } userErrors { code path } }
  }
`;
