using System.Security.Cryptography.X509Certificates;
using Infra.Devices;
using Infra.Pki;
using Infra.Tests.Support;

namespace Infra.Tests.Pki.Lies;

/// <summary>
/// Which lie is noticed by whom. Of ours: <c>verify</c> (provision pki verify: a path at a time), <c>lint</c> (what a certificate may not be, path or not), <c>device</c> (what the
/// reference device keeps) and <c>import</c> (what an authority takes as its own chain). The four others share no code with ours. Who is missing in a row:
/// path validation knows neither an end entity's key nor its name (device), a serial number's entropy, an end after the issuer's (lint); GnuTLS checks no directory
/// names; pkijs counts no path lengths and takes every hash and critical extension; NSS takes SHA-1 from whoever is no public CA.
/// </summary>
public sealed class A_lying_authority : IClassFixture<A_lying_authority.World>
{
    private readonly World _world;

    public A_lying_authority(World world) => _world = world;

    private static readonly Dictionary<string, Lie> Lies = new()
    {
        ["no lie"] = new(),
        ["intermediate of path length 0"] = new() { InIntermediate = it => it.PathLength = 0 },
        ["issuer is no authority"] = new() { InIssuer = it => (it.IsAuthority, it.PathLength) = (false, null) },
        ["issuer without basicConstraints"] = new() { InIssuer = it => it.HasBasicConstraints = false },
        ["issuer's basicConstraints not critical"] = new() { InIssuer = it => it.ConstraintsAreCritical = false },
        ["issuer may not sign certificates"] = new() { InIssuer = it => it.KeyUsage = X509KeyUsageFlags.DigitalSignature },
        ["issuer of another intermediate's key"] = new() { InIssuer = it => it.IssuerKey = it.Key },
        ["issuer has ended"] = new() { InIssuer = it => it.NotAfter = it.NotBefore.AddHours(1) },
        ["issuer signed over SHA-1"] = new() { InIssuer = it => it.IsSignedOverSha1 = true },
        ["intermediate permits other names"] = new() { InIntermediate = it => it.NameConstraints = new NameConstraints { PermittedDirectoryNames = [new("O=Another")] }.ToDer() },
        ["device is an authority"] = new() { InDevice = it => (it.IsAuthority, it.KeyUsage) = (true, X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature) },
        ["device has ended"] = new() { InDevice = it => it.NotAfter = it.NotBefore.AddHours(1) },
        ["device starts later"] = new() { InDevice = it => it.NotBefore = it.NotBefore.AddDays(5) },
        ["device outlives its issuer"] = new() { InDevice = it => it.NotAfter = it.NotAfter.AddDays(2000) },
        ["device of another issuer's name"] = new() { InDevice = it => it.Issuer = new("CN=Somebody,O=Automatra") },
        ["device of another issuer's key identifier"] = new() { InDevice = it => it.AuthorityKeyId = [1, 2, 3, 4] },
        ["device signed by another"] = new() { InDevice = it => it.IssuerKey = it.Key },
        ["device tampered with"] = new() { InDevice = it => it.IsTampered = true },
        ["device signed over SHA-1"] = new() { InDevice = it => it.IsSignedOverSha1 = true },
        ["device for servers only"] = new() { InDevice = it => it.ExtendedKeyUsage = ExtendedKeyUsages.ServerAuthentication },
        ["device with an unknown critical extension"] = new() { InDevice = it => it.HasUnknownCriticalExtension = true },
        ["device of a guessable serial number"] = new() { InDevice = it => it.Serial = [1] },
        ["device for another key"] = new() { InDevice = it => it.Key = LyingAuthority.NewKey() },
        ["device of another name"] = new() { InDevice = it => it.Subject = new("CN=SN-2,O=Automatra") },
    };

    // XC-70, U-7: import is the one that must see a path length that is too short, since the platform counts the authorities above a certificate only.
    [Theory]
    [InlineData("no lie",                                    "")]
    [InlineData("intermediate of path length 0",             "verify lint device import openssl gnutls nss")]
    [InlineData("issuer is no authority",                    "verify lint device import openssl gnutls nss pkijs")]
    [InlineData("issuer without basicConstraints",           "verify lint device import openssl gnutls nss pkijs")]
    [InlineData("issuer's basicConstraints not critical",    "lint import openssl")]
    [InlineData("issuer may not sign certificates",          "verify lint device import openssl gnutls nss pkijs")]
    [InlineData("issuer of another intermediate's key",      "verify device import openssl gnutls nss pkijs")]
    [InlineData("issuer has ended",                          "verify lint device import openssl gnutls nss pkijs")]
    [InlineData("issuer signed over SHA-1",                  "verify lint device import openssl gnutls")]
    [InlineData("intermediate permits other names",          "verify lint device import openssl nss pkijs")]
    [InlineData("device is an authority",                    "lint device nss")]
    [InlineData("device has ended",                          "verify device openssl gnutls nss pkijs")]
    [InlineData("device starts later",                       "verify device openssl gnutls nss pkijs")]
    [InlineData("device outlives its issuer",                "lint")]
    [InlineData("device of another issuer's name",           "verify lint device openssl gnutls nss pkijs")]
    [InlineData("device of another issuer's key identifier", "verify lint device openssl gnutls nss pkijs")]
    [InlineData("device signed by another",                  "verify device openssl gnutls nss pkijs")]
    [InlineData("device tampered with",                      "verify device openssl gnutls nss pkijs")]
    [InlineData("device signed over SHA-1",                  "verify lint device openssl gnutls")]
    [InlineData("device for servers only",                   "device openssl nss")]
    [InlineData("device with an unknown critical extension", "verify device openssl gnutls nss")]
    [InlineData("device of a guessable serial number",       "lint")]
    [InlineData("device for another key",                    "device")]
    [InlineData("device of another name",                    "device")]
    public void is_noticed(string lie, string by)
    {
        var noticed = Watchers.Where(watcher => watcher.Notices(_world, Lies[lie])).Select(watcher => watcher.Name)
            .Concat(Judges.AsParallel().AsOrdered().Where(judge => !_world.Judge(judge, Lies[lie])));

        Assert.Equal(by, string.Join(' ', noticed));
    }

    private static readonly (string Name, Func<World, Lie, bool> Notices)[] Watchers =
    [
        ("verify", (world, lie) => world.VerificationObjects(lie)),
        ("lint", (world, lie) => world.LintsObject(lie)),
        ("device", (world, lie) => world.DeviceObjects(lie)),
        ("import", (world, lie) => world.ImportRefuses(lie)),
    ];

    private static readonly string[] Judges = ["openssl", "gnutls", "nss", "pkijs"];

    public sealed class World : IDisposable
    {
        private readonly LyingAuthority _authority = new(DateTimeOffset.UtcNow);
        private readonly TemporaryFolder _folder = new();
        private readonly Dictionary<Lie, LyingChain> _told = [];

        public World()
        {
            _folder.Write("root.pem", Pem.OfCertificate(_authority.Root.RawData));
            _folder.Write("none.pem", "");
            Directory.CreateDirectory(Path.Combine(_folder.Path, "nss"));
            Assert.True(Programs.Run(_folder.Path, "certutil", "-N", "-d", "sql:nss", "--empty-password").Content);
            Assert.True(Programs.Run(_folder.Path, "certutil", "-A", "-d", "sql:nss", "-n", "root", "-t", "CT,C,C", "-i", "root.pem").Content);
        }

        internal LyingChain Told(Lie lie)
        {
            if (!_told.TryGetValue(lie, out var told)) { _told[lie] = told = _authority.Tell(lie); }
            return told;
        }

        internal bool VerificationObjects(Lie lie)
        {
            var told = Told(lie);
            return ChainCheck.Objections(told.Device, [told.Issuer, told.Intermediate], told.Root, [], TimeProvider.System).Count > 0;
        }

        internal bool LintsObject(Lie lie)
        {
            var told = Told(lie);
            return ChainCheck.LintFindings(told.Intermediate, told.Root).Count + ChainCheck.LintFindings(told.Issuer, told.Intermediate, told.Root).Count
                + ChainCheck.LintFindings(told.Device, told.Issuer, told.Intermediate, told.Root).Count > 0;
        }

        internal bool DeviceObjects(Lie lie)
        {
            var told = Told(lie);
            using var key = DeviceKey.FromPem(_authority.DeviceKey.ExportPkcs8PrivateKeyPem());
            return IssuedChain.Objection(
                new EnrolledCertificate(Pem.OfCertificate(told.Device.RawData), told.IssuersPem, null, null), LyingAuthority.DeviceId, key,
                Pem.OfCertificate(told.Root.RawData), DateTimeOffset.UtcNow) is not null;
        }

        internal bool ImportRefuses(Lie lie)
        {
            var told = Told(lie);
            try
            {
                SoftwareAuthority.FromPem(told.IssuersPem + Pem.OfCertificate(told.Root.RawData), _authority.IssuerKey.ExportPkcs8PrivateKeyPem(), TimeProvider.System).Dispose();
                return false;
            }
            catch (PkiException)
            {
                return true;
            }
        }

        internal bool Judge(string judge, Lie lie)
        {
            var told = Told(lie);
            var (device, issuer, intermediate) = (Write("device", told.Device), Write("issuer", told.Issuer), Write("intermediate", told.Intermediate));
            var issuers = _folder.Write($"{judge}-issuers.pem", told.IssuersPem);
            var path = _folder.Write($"{judge}-path.pem", Pem.OfCertificate(told.Device.RawData) + told.IssuersPem);
            return judge switch
            {
                "openssl" => Programs.Run(_folder.Path, "openssl", "verify", "-x509_strict", "-auth_level", "2", "-purpose", "sslclient", "-CAfile", "root.pem", "-untrusted", issuers, device).Content,
                "gnutls" => Programs.Run(_folder.Path, "certtool", "--verify", "--load-ca-certificate", "root.pem", "--infile", path).Content,
                "nss" => Programs.Run(_folder.Path, "vfychain", "-d", "sql:nss", "-pp", "-u", "0", "-a", device, "-a", issuer, "-a", intermediate).Content,
                _ => Programs.Run(_folder.Path, "node", Repository.PathOf("Infra.Tests", "node", "judges", "pkijs.mjs"), "root.pem", issuers, "none.pem", device).Output.Contains("\"result\":true", StringComparison.Ordinal),
            };

            string Write(string name, X509Certificate2 certificate) => _folder.Write($"{judge}-{name}.pem", Pem.OfCertificate(certificate.RawData));
        }

        public void Dispose()
        {
            _authority.Dispose();
            _folder.Dispose();
        }
    }
}
