// Asks @cloud-copilot/iam-simulate, which we did not write, what an IoT policy decides: IoT policies are of IAM's language, with variables and resources
// that it does not check in this mode. It is AGPL: it runs here, in a process of its own, and is part of nothing.
// stdin: [{policies: [document], action, resource, context}]; stdout: [decision, one per request].
import { readFileSync } from 'node:fs';
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';

const accountId = '123456789012';

const decide = ({ policies, action, resource, context }) => runUnsafeSimulation({
  request: { principal: `arn:aws:iam::${accountId}:role/device`, action, resource: { resource, accountId }, contextVariables: context },
  identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
  serviceControlPolicies: [],
  resourceControlPolicies: [],
}, {});

console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(decide)));
