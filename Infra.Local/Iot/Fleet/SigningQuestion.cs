using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Functions;
using Infra.Local.Gateway;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Fleet;

/// <summary>Asks the account's certificate provider to sign (developer guide, "Self-managed certificate signing using AWS IoT Core certificate provider").</summary>
internal sealed class SigningQuestion(IFunctionInvoker? functions)
{
    private readonly FunctionQuestion function = new(functions);

    /// <summary>The certificate, PEM. What else the function does is a failure of the service to the device: it may ask again.</summary>
    public async Task<string> AskAsync(CertificateProvider provider, DeviceSession session, string requestPem, CancellationToken cancellationToken)
    {
        var question = new JsonObject { ["certificateSigningRequest"] = requestPem, ["principalId"] = session.CertificateId, ["clientId"] = session.ClientId };
        return await function.AskAsync(provider.FunctionArn, provider.Arn, question, cancellationToken).ConfigureAwait(false) switch
        {
            FunctionAnswer.Given answer => Certificate(answer.Payload, requestPem),
            FunctionAnswer.None none => throw Failed(none.Why),
            var other => throw new UnreachableException($"{other}"),
        };
    }

    private static string Certificate(ReadOnlyMemory<byte> answer, string requestPem)
    {
        try
        {
            var pem = (string?)JsonNode.Parse(answer.Span)?["certificatePem"] ?? throw Failed("answered without certificatePem");
            using var certificate = X509Certificate2.CreateFromPem(pem);
            var request = CertificateRequest.LoadSigningRequestPem(requestPem, HashAlgorithmName.SHA256);
            return certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(request.PublicKey.ExportSubjectPublicKeyInfo())
                ? pem
                : throw Failed("answered with a certificate for another key");
        }
        catch (Exception fault) when (fault is JsonException or CryptographicException or ArgumentException or InvalidOperationException)
        {
            throw Failed("answered with something that is no certificate");
        }
    }

    private static AwsException Failed(string what) => new(500, "InternalFailureException", $"the certificate provider {what}");
}
