using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Infra.Identity;
using Infra.Identity.Aws;

namespace Infra.Devices.Claims;

/// <summary>A trusted user's side of <c>POST /claim</c>: asks for a claim with which one device may be provisioned.</summary>
/// <param name="http">Sends the requests.</param>
/// <param name="clock">Dates the signatures. Default: the system's.</param>
public sealed class ClaimApi(HttpClient http, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Asks once; whatever comes back is the answer.</summary>
    /// <param name="route">The API's URL with the route.</param>
    /// <param name="region">The API's region, which the signature names.</param>
    /// <param name="device">The device that the claim is for.</param>
    /// <param name="credentials">Whose request it is: the installers' role.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<ClaimAnswer> AskAsync(Uri route, string region, DeviceId device, SigningCredentials credentials, CancellationToken cancellationToken) => SendAsync(
        route, device, (request, body) => SignatureV4.Sign(request, body, credentials, region, "execute-api", _clock.GetUtcNow()), cancellationToken);

    /// <summary>Asks once, as somebody who has signed in to a user pool; whatever comes back is the answer.</summary>
    /// <param name="route">The API's URL with the route.</param>
    /// <param name="device">The device that the claim is for.</param>
    /// <param name="accessToken">The user pool's access token, with the scope that the API asks for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<ClaimAnswer> AskAsync(Uri route, DeviceId device, string accessToken, CancellationToken cancellationToken) => SendAsync(
        route, device, (request, _) => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken), cancellationToken);

    private async Task<ClaimAnswer> SendAsync(Uri route, DeviceId device, Action<HttpRequestMessage, byte[]> authorize, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new ClaimQuestion(device.ToString()), ClaimJson.Default.ClaimQuestion);
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        authorize(request, body);
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return response.StatusCode is HttpStatusCode.OK
            ? new ClaimAnswer(200, JsonSerializer.Deserialize(text, ClaimJson.Default.IssuedClaim), Problem: null)
            : new ClaimAnswer((int)response.StatusCode, Claim: null, text);
    }
}

/// <param name="Claim">The claim, when <paramref name="Status"/> is 200.</param>
/// <param name="Problem">The answer's text otherwise: a problem document.</param>
public sealed record ClaimAnswer(int Status, IssuedClaim? Claim, string? Problem);

/// <summary>A claim: for five minutes whoever has it may provision one device.</summary>
// A class, not a record: a record's ToString would print the key.
public sealed class IssuedClaim
{
    /// <summary>The fleet provisioning template that it is for.</summary>
    public required string TemplateName { get; init; }

    /// <summary>SHA-256 of the certificate, 64 hex digits.</summary>
    public required string CertificateId { get; init; }

    /// <summary>The certificate, PEM.</summary>
    public required string Certificate { get; init; }

    /// <summary>Its key, PEM. It goes to the device and nowhere else.</summary>
    public required string PrivateKey { get; init; }

    /// <summary>HOST or HOST:PORT where the device connects with it.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Until when.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

internal sealed record ClaimQuestion(string DeviceId);

[JsonSerializable(typeof(ClaimQuestion))]
[JsonSerializable(typeof(IssuedClaim))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class ClaimJson : JsonSerializerContext;
