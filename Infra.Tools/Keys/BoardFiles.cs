using System.Security.Cryptography.X509Certificates;
using Infra.Identity;
using Infra.Identity.Keys;
using Infra.Pki;

namespace Infra.Tools.Keys;

/// <summary>Where the public half of what a board made is kept; nowhere without a folder.</summary>
internal sealed record BoardFiles(string? Key, string? Request, string? Certificate)
{
    public static BoardFiles Of(string? folder, DeviceId thing)
    {
        // A colon is fine in a thing's name, and not in a file's on every system.
        string? At(string extension) => folder is null ? null : Path.Combine(folder, thing.ToString().Replace(':', '.') + extension);
        return new(At(".pub.pem"), At(".csr"), At(".pem"));
    }

    public IEnumerable<string> All => new[] { Key, Request, Certificate }.OfType<string>();

    public IEnumerable<ToolFile> With(DeviceKey key, string? request, X509Certificate2 certificate)
    {
        if (Key is null) { yield break; }
        yield return ToolFile.Public(Key, KeyOptions.PublicKeyPem(key.SubjectPublicKeyInfo.Span));
        if (request is not null) { yield return ToolFile.Public(Request!, request); }
        yield return ToolFile.Public(Certificate!, Pem.OfCertificate(certificate.RawData));
    }
}
