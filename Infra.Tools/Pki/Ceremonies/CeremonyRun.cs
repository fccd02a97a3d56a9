using System.Numerics;
using Infra.Pki;
using Infra.Tools.Pki.Authorities;

namespace Infra.Tools.Pki.Ceremonies;

/// <summary>Makes a ceremony's authorities in memory; nothing is on disk until all of it stands.</summary>
internal sealed class CeremonyRun(Ceremony ceremony, string folder, string? passphrase, TimeProvider clock)
{
    private readonly List<ToolFile> _files = [];

    /// <summary>The first list of each authority; later ones count on from here.</summary>
    private static readonly BigInteger FirstListNumber = BigInteger.One;

    public IReadOnlyList<ToolFile> Make()
    {
        using var root = SoftwareAuthority.CreateRoot(
            ceremony.Root.Subject, CertificateProfile.Root with { PathLength = ceremony.Root.PathLength }, ceremony.Root.Key,
            ValidityPeriod.FromNow(clock, TimeSpan.FromDays(ceremony.Root.Days)), clock);
        var issuedByRoot = new List<CertificateRecord>();
        using var intermediate = Intermediate(root, issuedByRoot);
        Leave("root", ceremony.Root, root, issuedByRoot);
        Leave("intermediate", ceremony.Intermediate, intermediate, []);
        return _files;
    }

    private SoftwareAuthority Intermediate(SoftwareAuthority root, List<CertificateRecord> issued)
    {
        var plan = ceremony.Intermediate;
        var pending = new PendingAuthority(plan.Subject, plan.Key);
        var profile = CertificateProfile.ProductIntermediate with { PathLength = plan.PathLength ?? 1, NameConstraints = plan.NameConstraints };
        var certificate = Issue(root, ceremony.Root.Settings, profile, CertificationRequests.Verify(pending.RequestDer), plan.Days, issued);
        return pending.Activate(certificate.CertificatePem, certificate.IssuerChainPem, clock);
    }

    private void Leave(string name, AuthorityPlan plan, SoftwareAuthority authority, List<CertificateRecord> issued)
    {
        if (plan.OcspSigner is { } signer)
        {
            using var key = SigningKey.Generate(signer.Key);
            var certificate = Issue(authority, plan.Settings, CertificateProfile.OcspSigner, new VerifiedRequest(signer.Subject, key.SubjectPublicKeyInfo), signer.Days, issued);
            Add(ToolFile.Public(PathOf(AuthorityFolder.OcspCertificateName), certificate.CertificatePem));
            // In the clear: a responder starts without a person at hand.
            Add(ToolFile.Secret(PathOf(AuthorityFolder.OcspKeyName), key.ExportPrivateKeyPem()));
        }

        var list = AuthorityFolder.List(authority, issued, FirstListNumber, plan.Settings.CrlDays, clock);
        Add(ToolFile.Public(PathOf(AuthorityFolder.CertificateName), authority.CertificatePem));
        Add(ToolFile.Public(PathOf(AuthorityFolder.ChainName), authority.ChainPem));
        Add(ToolFile.Secret(PathOf(AuthorityFolder.KeyName),
            passphrase is null ? authority.ExportPrivateKeyPem() : authority.ExportEncryptedPrivateKeyPem(passphrase)));
        Add(ToolFile.Public(PathOf(AuthorityFolder.CrlName), list.PemText));
        Add(ToolFile.Public(PathOf(AuthorityFolder.CrlNumberName), AuthorityFolder.NumberText(FirstListNumber + 1)));
        Add(ToolFile.Public(PathOf(AuthorityFolder.IndexName), CertificateIndex.Text(issued)));
        Add(ToolFile.Public(PathOf(AuthorityFolder.SettingsName), AuthorityFolder.Text(plan.Settings)));

        string PathOf(string file) => Path.Combine(folder, name, file);
    }

    private IssuedCertificate Issue(
        SoftwareAuthority issuer, AuthoritySettings settings, CertificateProfile profile, VerifiedRequest request, int days, List<CertificateRecord> issued)
    {
        var validity = ValidityPeriod.FromNow(clock, TimeSpan.FromDays(days)).CappedAt(issuer.NotAfter);
        var certificate = issuer.Issue(issuer.Prepare(profile, settings.Request(request, validity)));
        issued.Add(CertificateRecord.Of(certificate.SerialNumber, validity.NotAfter, request.Subject));
        return certificate;
    }

    private void Add(ToolFile file) => _files.Add(file);
}
