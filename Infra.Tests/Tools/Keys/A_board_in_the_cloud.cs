using System.Security.Cryptography.X509Certificates;
using Amazon.IoT;
using Amazon.IoT.Model;
using Infra.Local.Gateway;
using Infra.Local.Iot.X509;
using Infra.Pki.FreeRtos;
using Infra.Tests.Local.Iot;
using Infra.Tests.Pki;

namespace Infra.Tests.Tools.Keys;

public sealed class A_board_in_the_cloud : IAsyncLifetime, IDisposable
{
    private readonly CloudOfTheTool _cloud = new();
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _certificate;

    public A_board_in_the_cloud()
    {
        _certificate = _cloud.Iot.DeviceCertificate("a:lamp-1");
        _folder.Write("device.pem", _certificate.ExportCertificatePem());
        _folder.Write("ca.pem", _cloud.Iot.Root.CertificatePem);
    }

    private TestIot Iot => _cloud.Iot;

    private string CertificateId => CertificateFacts.IdOf(_certificate);

    public Task InitializeAsync() => _cloud.StartAsync();

    public Task DisposeAsync() => _cloud.DisposeAsync().AsTask();

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    // XA-08, XA-09: registered ACTIVE; policy and thing are attached to the certificate. XA-18: the policy is this thing's alone.
    [Fact]
    public async Task is_authorized_so_that_it_connects_as_itself_only()
    {
        Iot.RegisterAuthority(autoRegistration: false, template: null);

        var run = Authorize();

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal((CertificateId, "a.lamp-1-lab-board", "localhost:8883"), (run.Json.GetProperty("certificateId").GetString(),
            run.Json.GetProperty("policyName").GetString(), run.Json.GetProperty("endpoint").GetString()));
        Assert.IsType<ConnectDecision.Accepted>(await Iot.ConnectAsync(_certificate, "a:lamp-1"));
        Assert.IsNotType<ConnectDecision.Accepted>(await Iot.ConnectAsync(_certificate, "a:lamp-2"));
    }

    [Fact]
    public async Task is_authorized_again_where_a_run_was_cut_off()
    {
        Iot.RegisterAuthority(autoRegistration: false, template: null);
        using (var iot = _cloud.Clients.Iot(null))
        {
            await iot.CreateThingAsync(new CreateThingRequest { ThingName = "a:lamp-1" });
            await iot.RegisterCertificateAsync(new RegisterCertificateRequest { CertificatePem = _certificate.ExportCertificatePem(), Status = CertificateStatus.INACTIVE });
        }

        Assert.Equal(0, Authorize().ExitCode);
        Assert.Equal(0, Authorize().ExitCode);
        Assert.IsType<ConnectDecision.Accepted>(await Iot.ConnectAsync(_certificate, "a:lamp-1"));
    }

    [Fact]
    public async Task is_authorized_after_it_registered_itself_at_its_first_connection()
    {
        Iot.RegisterAuthority(template: null);
        await Iot.Identities.ConnectAsync(_certificate, [], "a:lamp-1", CancellationToken.None);

        Assert.Equal(0, Authorize().ExitCode);

        Assert.IsType<ConnectDecision.Accepted>(await Iot.ConnectAsync(_certificate, "a:lamp-1"));
    }

    [Fact]
    public void of_an_unregistered_CA_is_authorized_only_when_that_is_said()
    {
        var refused = Authorize();
        Assert.Equal(4, refused.ExitCode);
        Assert.StartsWith("aws-", refused.Json.GetProperty("error").GetString(), StringComparison.Ordinal);

        Assert.Equal(0, Authorize("--without-ca").ExitCode);
    }

    [Fact]
    public async Task is_not_authorized_once_revoked_nor_under_a_policy_that_says_something_else()
    {
        Assert.Equal(0, Authorize("--without-ca").ExitCode);
        using var iot = _cloud.Clients.Iot(null);
        await iot.UpdateCertificateAsync(new UpdateCertificateRequest { CertificateId = CertificateId, NewStatus = CertificateStatus.REVOKED });
        Assert.Equal("certificate-revoked", Authorize().Json.GetProperty("error").GetString());

        await iot.CreatePolicyAsync(new CreatePolicyRequest { PolicyName = "lamp-2-lab-board", PolicyDocument = DevicePolicies.OwnTopicsOnly });
        using var second = Iot.DeviceCertificate("lamp-2");
        _folder.Write("second.pem", second.ExportCertificatePem());
        var differs = _cloud.Run("key", "authorize", "--thing", "lamp-2", "--certificate", At("second.pem"), "--without-ca", "--json");
        Assert.Equal((1, "policy-differs"), (differs.ExitCode, differs.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public void is_not_authorized_with_the_certificate_of_another_thing()
    {
        var run = _cloud.Run("key", "authorize", "--thing", "lamp-9", "--certificate", At("device.pem"), "--json");

        Assert.Equal((1, "certificate-of-another-thing"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.Empty(Iot.Region.Things.All);
    }

    // XA-16: every step has its way back.
    [Fact]
    public async Task leaves_nothing_behind_when_cleaned_up()
    {
        Authorize("--without-ca");
        var dry = _cloud.Run("key", "clean-up", "--thing", "a:lamp-1", "--dry-run");
        Assert.Contains($"would go: certificate {CertificateId}", dry.Output, StringComparison.Ordinal);
        var unasked = _cloud.Run("key", "clean-up", "--thing", "a:lamp-1", "--json");
        Assert.Equal((2, "confirmation-required"), (unasked.ExitCode, unasked.Json.GetProperty("error").GetString()));
        Assert.IsType<ConnectDecision.Accepted>(await Iot.ConnectAsync(_certificate, "a:lamp-1"));

        var run = _cloud.Run("key", "clean-up", "--thing", "a:lamp-1", "--force");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal([$"gone: certificate {CertificateId}", "gone: policy a.lamp-1-lab-board", "gone: thing a:lamp-1", ""], run.Output.Split(Environment.NewLine));
        Assert.Empty(Iot.Region.Things.All);
        Assert.Empty(Iot.Region.Certificates.All);
        Assert.Null(Iot.Region.Policies.Find("a.lamp-1-lab-board"));
        Assert.Equal("nothing of a:lamp-1 is there", _cloud.Run("key", "clean-up", "--thing", "a:lamp-1").Output.Trim());
    }

    [Fact]
    public async Task leaves_a_certificate_that_others_use()
    {
        Authorize("--without-ca");
        using var iot = _cloud.Clients.Iot(null);
        await iot.CreateThingAsync(new CreateThingRequest { ThingName = "other" });
        await iot.AttachThingPrincipalAsync(new AttachThingPrincipalRequest { ThingName = "other", Principal = Iot.Region.Certificates.Get(CertificateId).Arn });

        var run = _cloud.Run("key", "clean-up", "--thing", "a:lamp-1", "--force", "--json");

        Assert.True(run.Json.GetProperty("removed").GetProperty("certificates")[0].GetProperty("kept").GetBoolean());
        Assert.Equal("ACTIVE", Iot.Region.Certificates.Get(CertificateId).Status);
        Assert.Equal("other", Assert.Single(Iot.Region.Things.All).Name);
    }

    [Fact]
    public async Task is_cleaned_up_after_a_clean_up_that_was_cut_off()
    {
        Authorize("--without-ca");
        using var iot = _cloud.Clients.Iot(null);
        var arn = Iot.Region.Certificates.Get(CertificateId).Arn;
        await iot.DetachThingPrincipalAsync(new DetachThingPrincipalRequest { ThingName = "a:lamp-1", Principal = arn });
        await iot.DeleteThingAsync(new DeleteThingRequest { ThingName = "a:lamp-1" });

        Assert.Equal(0, _cloud.Run("key", "clean-up", "--thing", "a:lamp-1", "--certificate", At("device.pem"), "--force").ExitCode);

        Assert.Empty(Iot.Region.Certificates.All);
    }

    // option 1, and what the quick-start tool's setup does. XA-18: the key is 0600, not 0444.
    [Fact]
    public async Task that_imports_its_key_gets_all_it_needs_in_files()
    {
        var run = _cloud.Run("key", "import", "--thing", "lamp-3", "--out", At("lamp-3"), "--json");

        Assert.True(run.ExitCode == 0, run.Output);
        using var certificate = X509Certificate2.CreateFromPemFile(At("lamp-3/certificate.pem"), At("lamp-3/private.key"));
        Assert.IsType<ConnectDecision.Accepted>(await Iot.ConnectAsync(certificate, "lamp-3"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("lamp-3/private.key")) | File.GetUnixFileMode(At("lamp-3/aws_clientcredential_keys.h")));
        var keys = CredentialKeysHeader.Read(File.ReadAllText(At("lamp-3/aws_clientcredential_keys.h")));
        Assert.Equal(File.ReadAllText(At("lamp-3/private.key")).Trim(), keys.PrivateKeyPem!.Trim());
        Assert.Equal(("localhost", "lamp-3"), CredentialHeader.Read(File.ReadAllText(At("lamp-3/aws_clientcredential.h"))) is var header ? (header.Endpoint, header.ThingName) : default);
        Assert.DoesNotContain(keys.PrivateKeyPem!.Split('\n')[1], run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void that_imports_its_key_makes_none_when_a_file_is_in_the_way()
    {
        Directory.CreateDirectory(At("lamp-3"));
        _folder.Write("lamp-3/private.key", "mine");

        Assert.Equal(3, _cloud.Run("key", "import", "--thing", "lamp-3", "--out", At("lamp-3")).ExitCode);

        Assert.Empty(Iot.Region.Certificates.All);
        Assert.Equal("mine", File.ReadAllText(At("lamp-3/private.key")));
    }

    private ToolRun Authorize(params string[] more) =>
        _cloud.Run(["key", "authorize", "--thing", "a:lamp-1", "--certificate", At("device.pem"), "--ca", At("ca.pem"), "--json", .. more]);

    private string At(string name) => Path.Combine(_folder.Path, name);
}
