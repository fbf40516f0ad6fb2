// The audits of graphql-http: node audit/ask.mjs URL
import { serverAudits } from "graphql-http";

const [url] = process.argv.slice(2);
const ids = [];
const failed = [];
for (const audit of serverAudits({ url })) {
  const { id, name, status, reason } = await audit.fn();
  ids.push(id);
  if (status !== "ok") failed.push({ id, name, status, reason });
}
console.log(JSON.stringify({ ids, failed }));
