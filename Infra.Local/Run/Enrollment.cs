using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Infra.Identity.Contracts;

namespace Infra.Local.Run;

/// <summary>The device's side of the provisioning API: post a CSR, wait where told to, read the certificate.</summary>
internal sealed class Enrollment(HttpClient http, TimeSpan patience)
{
    /// <summary>
    /// Posts the CSR and, on 202, 429 and 503, asks again as the answer's Retry-After says (the same CSR later gets the same certificate),
    /// until the next wait would outlast the patience. Then the last answer stands.
    /// </summary>
    public async Task<EnrollmentAnswer> PostAsync(Uri route, byte[] csr, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, route);
            request.Headers.TryAddWithoutValidation(HeaderNames.DeviceCsr, Convert.ToBase64String(csr));
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);

            if (response.StatusCode is HttpStatusCode.OK)
            {
                return new EnrollmentAnswer(200, body, JsonSerializer.Deserialize(body, EnrollmentJson.Default.IssuedCertificate));
            }
            var wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
            var mayAskAgain = response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
            if (!mayAskAgain || clock.Elapsed + wait > patience) { return new EnrollmentAnswer((int)response.StatusCode, body, null); }
            await Task.Delay(wait, cancellationToken);
        }
    }
}

/// <param name="Issued">The certificate, when <paramref name="Status"/> is 200.</param>
internal sealed record EnrollmentAnswer(int Status, string Body, IssuedCertificate? Issued);

/// <summary>The answer's JSON (docs: README of Infra.Lambdas).</summary>
internal sealed record IssuedCertificate(string Certificate, string CertificateChain, string? Endpoint, string? NotAfter);

[JsonSerializable(typeof(IssuedCertificate))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class EnrollmentJson : JsonSerializerContext;
