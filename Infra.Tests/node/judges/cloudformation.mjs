// Asks @aws/cloudformation-validate, which we did not write, whether resources have the properties that AWS's own schemas ask for.
// stdin: {name: template}; stdout: {name: [{rule, severity, resource, type, property, message}]}.
import { readFileSync } from 'node:fs';
import { CelEngine } from '@aws/cloudformation-validate';

const engine = new CelEngine();

function faultsOf(name, template) {
  const bytes = Buffer.from(JSON.stringify(template));
  return engine.validateStandard({ path: `${name}.json`, readBytes: () => bytes }).diagnostics.map(({ ruleId, severity, entity, propertyPath, message }) =>
    ({ rule: ruleId, severity, resource: entity?.logicalId ?? '', type: entity?.resourceType ?? '', property: propertyPath ?? '', message }));
}

const templates = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, faultsOf(name, template)]))));
engine.free();
