using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Infra.Identity.Contracts;

namespace Infra.Lambdas.Authorizer;

/// <summary>A decision as API Gateway wants it: a policy for exactly the called method.</summary>
internal static class AuthorizerAnswer
{
    /// <summary>The principal of all refusals. A refused caller is nobody, whatever name its CSR claims.</summary>
    public const string Nobody = "nobody";

    public static APIGatewayCustomAuthorizerResponse Of(Decision decision, string methodArn) => decision switch
    {
        Decision.Allow { Csr: var csr } => new()
        {
            PrincipalID = csr.Device.ToString(),
            PolicyDocument = Policy("Allow", methodArn),
            Context = new()
            {
                [AuthorizerContextKeys.DeviceId] = csr.Device.ToString(),
                [AuthorizerContextKeys.CsrSha256] = csr.Sha256.ToString(),
                [AuthorizerContextKeys.SpkiSha256] = csr.Key.Sha256.ToString(),
            },
        },
        _ => new() { PrincipalID = Nobody, PolicyDocument = Policy("Deny", methodArn) },
    };

    /// <summary>Writes the answer; by hand, for the same reason as the event is read so.</summary>
    public static void Write(Utf8JsonWriter json, APIGatewayCustomAuthorizerResponse answer)
    {
        json.WriteStartObject();
        json.WriteString("principalId", answer.PrincipalID);
        json.WriteStartObject("policyDocument");
        json.WriteString("Version", answer.PolicyDocument.Version);
        json.WriteStartArray("Statement");
        foreach (var statement in answer.PolicyDocument.Statement)
        {
            json.WriteStartObject();
            json.WriteString("Effect", statement.Effect);
            WriteTexts(json, "Action", statement.Action);
            WriteTexts(json, "Resource", statement.Resource);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        if (answer.Context is { } context)
        {
            json.WriteStartObject("context");
            foreach (var (key, value) in context)
            {
                json.WriteString(key, (string)value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static APIGatewayCustomAuthorizerPolicy Policy(string effect, string methodArn) => new()
    {
        Statement = [new() { Effect = effect, Action = ["execute-api:Invoke"], Resource = [methodArn] }],
    };
}
