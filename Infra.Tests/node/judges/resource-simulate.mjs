// Asks @cloud-copilot/iam-simulate, which we did not write, what IAM decides about requests to something that has a policy of its own. It is AGPL: it runs
// here, in a process of its own, and is part of nothing.
// stdin: [{policy, principal or null, identityPolicy or null, action, resource, context}]; stdout: [decision].
import { readFileSync } from 'node:fs';
import { anonymousPrincipal, runSimulation } from '@cloud-copilot/iam-simulate';

const decisions = [];
for (const { policy, principal, identityPolicy, action, resource, context } of JSON.parse(readFileSync(0, 'utf8'))) {
  const result = await runSimulation({
    request: { principal: principal ?? anonymousPrincipal, action, resource: { resource, accountId: resource.split(':')[4] }, contextVariables: context },
    identityPolicies: identityPolicy ? [{ name: 'own', policy: identityPolicy }] : [],
    resourcePolicy: policy,
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  }, {});
  decisions.push(result.resultType === 'error' ? `Error: ${JSON.stringify(result.errors)}` : result.overallResult);
}
console.log(JSON.stringify(decisions));
