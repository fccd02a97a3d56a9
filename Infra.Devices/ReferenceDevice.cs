using System.Security.Cryptography;
using Infra.Identity.Requests;

namespace Infra.Devices;

/// <summary>
/// The device of the demonstration, as firmware would do it: its own key, a request, a certificate that it checks and keeps. Every step can be
/// repeated: key and request stay until a certificate is there, and the same request gets the same certificate.
/// </summary>
/// <param name="id">The device id: CN, thing name, MQTT client id.</param>
/// <param name="folder">What it keeps.</param>
/// <param name="clock">Decides whether a certificate holds.</param>
public sealed class ReferenceDevice(string id, DeviceFolder folder, TimeProvider clock)
{
    private const string RequestLabel = "CERTIFICATE REQUEST";
    private const int Refused = 403;

    /// <summary>A refused request that is younger was not refused for its age.</summary>
    private static readonly TimeSpan _staysFresh = TimeSpan.FromMinutes(1);

    public string Id => id;

    public DeviceFolder Folder => folder;

    /// <summary>Makes the key where there is none; the public half goes to the factory's records.</summary>
    public string PublicKeyPem(DeviceKeyKind kind)
    {
        using var key = OpenKey(kind);
        return key.PublicKeyPem;
    }

    /// <summary>Asks for a certificate with the request that is there, or with its first.</summary>
    public async Task<EnrollmentOutcome> EnrollAsync(Enrollment enrollment, Uri route, DeviceKeyKind kind, string? rootPem, CancellationToken cancellationToken)
    {
        using var key = OpenKey(kind);
        return await AskFreshlyAsync(enrollment, route, key, RequestFor(key), rootPem, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Asks for a further certificate for the same key; until it is there the old one stays. A renewal that was cut short goes on with its request.
    /// </summary>
    public async Task<EnrollmentOutcome> RenewAsync(Enrollment enrollment, Uri route, string? rootPem, CancellationToken cancellationToken)
    {
        using var key = DeviceKey.FromPem(await File.ReadAllTextAsync(folder.KeyPath, cancellationToken).ConfigureAwait(false));
        if (!File.Exists(folder.RenewalPath)) { folder.WriteRenewal(Sign(key)); }
        var outcome = await AskFreshlyAsync(enrollment, route, key, folder.RenewalPath, rootPem, cancellationToken).ConfigureAwait(false);
        if (outcome.Kept is not null) { folder.RenewalIsDone(); }
        return outcome;
    }

    /// <summary>A refusal may mean that the request has been lying here for too long; a fresh one is worth one more try.</summary>
    private async Task<EnrollmentOutcome> AskFreshlyAsync(
        Enrollment enrollment, Uri route, DeviceKey key, string requestPath, string? rootPem, CancellationToken cancellationToken)
    {
        var outcome = await AskAsync(enrollment, route, key, requestPath, rootPem, cancellationToken).ConfigureAwait(false);
        if (outcome.Answer.Status is not Refused || IsFresh(await File.ReadAllTextAsync(requestPath, cancellationToken).ConfigureAwait(false))) { return outcome; }
        folder.Rewrite(requestPath, Sign(key));
        return await AskAsync(enrollment, route, key, requestPath, rootPem, cancellationToken).ConfigureAwait(false);
    }

    private bool IsFresh(string request) =>
        CsrVerifier.VerifyPem(request) is CsrVerdict.Accepted accepted
        && FreshnessValue.TryParse(accepted.ChallengePassword, out var value)
        && (clock.GetUtcNow() - value.SignedAt).Duration() < _staysFresh;

    private async Task<EnrollmentOutcome> AskAsync(
        Enrollment enrollment, Uri route, DeviceKey key, string requestPath, string? rootPem, CancellationToken cancellationToken)
    {
        var request = await File.ReadAllTextAsync(requestPath, cancellationToken).ConfigureAwait(false);
        var fields = PemEncoding.Find(request);
        var answer = await enrollment.PostAsync(route, Convert.FromBase64String(request[fields.Base64Data]), cancellationToken).ConfigureAwait(false);
        if (answer.Issued is not { } issued) { return new(answer, null); }
        var objection = IssuedChain.Objection(issued, id, key, rootPem, clock.GetUtcNow());
        if (objection is null) { folder.WriteCertificate(issued); }
        return new(answer, objection);
    }

    /// <summary>The file with the request that is there, or with the first one for this key.</summary>
    internal string RequestFor(DeviceKey key)
    {
        if (!File.Exists(folder.RequestPath)) { folder.WriteRequest(Sign(key)); }
        return folder.RequestPath;
    }

    internal DeviceKey OpenKey(DeviceKeyKind kind)
    {
        if (File.Exists(folder.KeyPath)) { return DeviceKey.FromPem(File.ReadAllText(folder.KeyPath)); }
        var key = DeviceKey.Generate(kind);
        folder.WriteKey(key.PrivateKeyPem);
        return key;
    }

    private string Sign(DeviceKey key) => PemEncoding.WriteString(RequestLabel, key.SignRequest(id, clock.GetUtcNow())) + "\n";
}

/// <param name="Answer">What the provisioning API said.</param>
/// <param name="Objection">Why the device kept nothing of a certificate it was sent; null when it kept it.</param>
public sealed record EnrollmentOutcome(EnrollmentAnswer Answer, string? Objection)
{
    /// <summary>The certificate that the device keeps now.</summary>
    public EnrolledCertificate? Kept => Objection is null ? Answer.Issued : null;
}
