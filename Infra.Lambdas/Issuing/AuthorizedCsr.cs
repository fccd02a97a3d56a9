using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Identity.Requests;
using Infra.Lambdas.Hosting;

namespace Infra.Lambdas.Issuing;

/// <summary>
/// The CSR that this request carries, if it is the very one that the authorizer let through. API Gateway hands header and authorizer's
/// context on separately; only the digest binds the two.
/// </summary>
internal static class AuthorizedCsr
{
    public static CsrVerdict.Accepted? Read(APIGatewayProxyRequest request, out Problem? problem)
    {
        var header = SingleHeader.Find(HeaderNames.DeviceCsr, request.Headers, request.MultiValueHeaders, out var repeated);
        if (repeated)
        {
            problem = Problem.CsrInvalid("csr_repeated");
            return null;
        }

        switch (CsrVerifier.VerifyHeader(header))
        {
            case CsrVerdict.Accepted csr when IsAuthorized(csr, request.RequestContext?.Authorizer):
                problem = null;
                return csr;

            case CsrVerdict.Accepted:
                problem = Problem.NotAuthorized;
                return null;

            case CsrVerdict.Refused refused:
                problem = Problem.CsrInvalid(refused.Reason.Code);
                return null;

            case var other:
                throw new InvalidOperationException($"unknown verdict {other}");
        }
    }

    private static bool IsAuthorized(CsrVerdict.Accepted csr, APIGatewayCustomAuthorizerContext? context) =>
        Sha256Digest.TryParse(Text(context, AuthorizerContextKeys.CsrSha256), out var digest)
        && digest.FixedTimeEquals(csr.Sha256)
        && Text(context, AuthorizerContextKeys.DeviceId) == csr.Device.ToString();

    private static string? Text(APIGatewayCustomAuthorizerContext? context, string key) =>
        context?.GetValueOrDefault(key) switch
        {
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
            _ => null,
        };
}
