using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Infra.Identity.Contracts;

namespace Infra.Local.Run;

/// <summary>The device's side of the provisioning API: post a CSR, wait where told to, read the certificate.</summary>
internal sealed class Enrollment(HttpClient http, TimeSpan patience)
{
    /// <summary>Posts the CSR and, on 202, 429 and 503, asks again as the answer's Retry-After says: the same CSR later gets the same certificate.</summary>
    public async Task<EnrollmentAnswer> PostAsync(Uri route, byte[] csr, CancellationToken cancellationToken)
    {
        using var outOfPatience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        outOfPatience.CancelAfter(patience);
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, route);
            request.Headers.TryAddWithoutValidation(HeaderNames.DeviceCsr, Convert.ToBase64String(csr));
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await http.SendAsync(request, outOfPatience.Token);
            var body = await response.Content.ReadAsStringAsync(outOfPatience.Token);

            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    return new EnrollmentAnswer(200, body, JsonSerializer.Deserialize(body, EnrollmentJson.Default.IssuedCertificate));
                case HttpStatusCode.Accepted or HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                    await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), outOfPatience.Token);
                    break;
                default:
                    return new EnrollmentAnswer((int)response.StatusCode, body, null);
            }
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
