// Asks aws-jwt-verify, AWS's own verifier of Amazon Cognito's tokens, what it takes.
// stdin: {userPoolId, keys, tokenUse, scope, tokens: {name: token}}; stdout: {name: whether it is taken}.
import { readFileSync } from 'node:fs';
import { CognitoJwtVerifier } from 'aws-jwt-verify';

const { userPoolId, keys, tokenUse, scope, tokens } = JSON.parse(readFileSync(0, 'utf8'));
const verifier = CognitoJwtVerifier.create({ userPoolId, tokenUse, scope, clientId: null });
verifier.cacheJwks(keys);

const verdicts = {};
for (const [name, token] of Object.entries(tokens)) {
  try {
    verifier.verifySync(token);
    verdicts[name] = true;
  } catch {
    verdicts[name] = false;
  }
}
console.log(JSON.stringify(verdicts));
