// A front-end as graphql-codegen and tsc in strict mode see it.
import { graphql } from "./gql";
import type { AccountsQuery, RenameMutationVariables } from "./gql/graphql";

export const accounts = graphql(`
  query Accounts($first: Int!) {
    accounts(first: $first, filter: { band: { in: [CRITICAL, AT_RISK] } }) {
      nodes {
        id
        name
        health { value band computedAt }
        renewalRisk { probability contractValueAtRisk { amount currencyCode } }
        nextReview { startsAt timeZone }
      }
    }
  }
`);
export const rename = graphql(`
  mutation Rename($input: AccountUpdateInput!) {
    accountUpdate(input: $input) {
      account { id name version }
      userErrors {
        __typename
        message
        path
        ... on VersionConflict { currentVersion }
      }
    }
  }
`);

type Row = AccountsQuery["accounts"]["nodes"][number];

export function line({ name, health, renewalRisk, nextReview }: Row): string {
  const value: number | null = health?.value ?? null;
  const atRisk: string = renewalRisk?.contractValueAtRisk?.amount ?? "nothing";
  const next: string | null = nextReview?.startsAt ?? null;
  return `${name} ${value ?? "?"} ${atRisk} ${next ?? "-"}`;
}

export const change: RenameMutationVariables = {
  input: { account: { external: { system: "crm", key: "1" } }, name: "New" },
};

// What the contract does not allow must not compile.
// @ts-expect-error an account's name is a string
export const wrong: RenameMutationVariables = { input: { account: {}, name: 5 } };
