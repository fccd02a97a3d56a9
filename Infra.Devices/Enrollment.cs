using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Infra.Identity.Contracts;

namespace Infra.Devices;

/// <summary>The device's side of the provisioning API: post a CSR, wait where told to, read the certificate.</summary>
/// <param name="http">Sends the requests.</param>
/// <param name="patience">How long to ask in all.</param>
/// <param name="clock">Measures the waits. Default: the system's.</param>
public sealed class Enrollment(HttpClient http, TimeSpan patience, TimeProvider? clock = null)
{
    private static readonly TimeSpan Unsaid = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Posts the CSR and, on 202, 429 and 503, asks again after the answer's Retry-After: the same CSR later gets the same certificate.</summary>
    /// <exception cref="TimeoutException">Patience ran out; asking again with the same CSR goes on from here.</exception>
    public async Task<EnrollmentAnswer> PostAsync(Uri route, ReadOnlyMemory<byte> csr, CancellationToken cancellationToken)
    {
        using var outOfPatience = new CancellationTokenSource(patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, outOfPatience.Token);
        try
        {
            while (true)
            {
                var answer = await AskAsync(route, csr, either.Token).ConfigureAwait(false);
                if (answer.Status is not (202 or 429 or 503)) { return answer; }
                // Told to come back later than it has patience for, it would only wait in vain.
                if (answer.RetryAfter > patience) { return answer; }
                await Task.Delay(WithJitter(answer.RetryAfter ?? Unsaid), _clock, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (outOfPatience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no certificate from {route} within {patience.TotalSeconds} s; ask again with the same request");
        }
    }

    /// <summary>Posts the CSR once; whatever comes back is the answer.</summary>
    public async Task<EnrollmentAnswer> AskAsync(Uri route, ReadOnlyMemory<byte> csr, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route);
        request.Headers.TryAddWithoutValidation(HeaderNames.DeviceCsr, Convert.ToBase64String(csr.Span));
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var issued = response.StatusCode is HttpStatusCode.OK ? JsonSerializer.Deserialize(body, EnrollmentJson.Default.EnrolledCertificate) : null;
        return new EnrollmentAnswer((int)response.StatusCode, body, issued) { RetryAfter = response.Headers.RetryAfter?.Delta };
    }

    /// <summary>Up to a quarter more, never less than asked: a fleet that was told to wait together must not come back together.</summary>
    internal static TimeSpan WithJitter(TimeSpan asked) => asked + (asked * (0.25 * Random.Shared.NextDouble()));
}

/// <param name="Issued">The certificate, when <paramref name="Status"/> is 200.</param>
public sealed record EnrollmentAnswer(int Status, string Body, EnrolledCertificate? Issued)
{
    /// <summary>How long the answer asks to wait; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The answer's JSON (docs: README of Infra.Lambdas).</summary>
public sealed record EnrolledCertificate(string Certificate, string CertificateChain, string? Endpoint, string? NotAfter);

[JsonSerializable(typeof(EnrolledCertificate))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class EnrollmentJson : JsonSerializerContext;
