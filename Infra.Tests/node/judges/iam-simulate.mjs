// Asks @cloud-copilot/iam-simulate, which we did not write, what IAM decides. It is AGPL: it runs here, in a process of its own, and is part of nothing.
// stdin: {policies: {name: document}, requests: [{action, resource, context}]}; stdout: {name: [decision, one per request]}.
import { readFileSync } from 'node:fs';
import { runSimulation } from '@cloud-copilot/iam-simulate';

const { policies, requests } = JSON.parse(readFileSync(0, 'utf8'));
const accountId = '123456789012';

async function decide(policy, { action, resource, context }) {
  const result = await runSimulation({
    request: { principal: `arn:aws:iam::${accountId}:role/under-review`, action, resource: { resource, accountId }, contextVariables: context },
    identityPolicies: [{ name: 'under-review', policy }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  }, {});
  // An action that does not exist, or a resource of a kind that the action does not take, is an error rather than a refusal.
  return result.resultType === 'error' ? `Error: ${JSON.stringify(result.errors)}` : result.overallResult;
}

const decisions = {};
for (const [name, policy] of Object.entries(policies)) {
  decisions[name] = [];
  for (const request of requests) decisions[name].push(await decide(policy, request));
}
console.log(JSON.stringify(decisions));
