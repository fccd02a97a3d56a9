using System.Collections.Immutable;
using Infra.Identity.Contracts;
using Infra.Pki;
using Infra.Provider;
using Infra.Tests.Pki;
using Pulumi.Experimental;

namespace Infra.Tests.Provider;

public sealed class A_subordinate_certificate : IDisposable
{
    private const string Type = ResourceTypes.SubordinateCertificate;
    private readonly ProviderBench _bench = new();
    private readonly PendingAuthority _pending = new(DistinguishedNames.CommonName("eu-west-1.widgiot"), KeyAlgorithm.EcP256);

    [Fact]
    public async Task activates_the_ca_it_was_signed_for()
    {
        var created = await _bench.Create(Type, Inputs());

        using var authority = _pending.Activate(
            created.Outputs.Text(SubordinateCertificateProperties.CertificatePem),
            created.Outputs.Text(SubordinateCertificateProperties.CertificateChainPem),
            TimeProvider.System);
        var device = authority.SignRequest(TestHierarchy.DeviceRequest("SN-1"), CertificateProfile.Device, _bench.Pki.Days(1));
        var (content, output) = OpenSsl.Verify(_bench.Pki.Root.CertificatePem, authority.ChainPem, device.CertificatePem);
        Assert.True(content, output);
    }

    // XC-75: the seed's intermediate outlived its root by a second.
    [Fact]
    public async Task ends_with_its_parent_at_the_latest()
    {
        var created = await _bench.Create(Type, Inputs((SubordinateCertificateProperties.ValidityDays, 36_500)));

        using var certificate = Infra.Pki.Pem.Certificates(created.Outputs.Text(SubordinateCertificateProperties.CertificatePem))[0];
        Assert.Equal(_bench.Pki.Intermediate.NotAfter, certificate.NotAfter.ToUniversalTime());
    }

    [Fact]
    public async Task asks_aws_for_nothing_in_any_verb()
    {
        var created = await _bench.Create(Type, Inputs());
        await _bench.Diff(Type, Inputs(), Inputs((SubordinateCertificateProperties.ValidityDays, 7)));
        await _bench.Read(Type, created.Id!, created.Outputs.Bag(), Inputs());
        await _bench.Update(Type, created.Id!, created.Outputs.Bag(), Inputs());
        await _bench.Delete(Type, created.Id!, created.Outputs.Bag());

        Assert.Empty(_bench.Aws.Calls);
        Assert.Empty(_bench.Aws.Regions);
    }

    [Fact]
    public async Task never_shows_the_parent_s_key()
    {
        var created = await _bench.Create(Type, Inputs());
        var preview = await _bench.Create(Type, Inputs(), preview: true);

        foreach (var outputs in new[] { created.Outputs!, preview.Outputs! })
        {
            Assert.DoesNotContain(SubordinateCertificateProperties.ParentPrivateKeyPem, outputs.Keys);
            Assert.All(outputs.Values, value => Assert.DoesNotContain("PRIVATE KEY", value.ToString() ?? "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task marks_the_parent_s_key_as_secret_even_when_the_program_forgot()
    {
        var check = await _bench.Check(Type, Inputs());

        Assert.Empty(check.Failures!);
        Assert.True(check.Inputs![SubordinateCertificateProperties.ParentPrivateKeyPem].IsSecret);
    }

    [Fact]
    public async Task names_no_key_material_in_any_fault()
    {
        var key = _bench.Pki.Root.ExportPrivateKeyPem();
        var material = key.Split('\n')[1];

        var check = await _bench.Check(Type, Inputs((SubordinateCertificateProperties.ParentPrivateKeyPem, key)));
        var fault = await Assert.ThrowsAsync<ProvisioningException>(() => _bench.Create(Type, Inputs((SubordinateCertificateProperties.ParentPrivateKeyPem, key))));

        Assert.Equal(SubordinateCertificateProperties.ParentPrivateKeyPem, Assert.Single(check.Failures!).Property);
        Assert.DoesNotContain(material, check.Failures![0].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(material, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task is_told_every_fault_at_once()
    {
        var check = await _bench.Check(Type, ProviderBench.Bag(
            (SubordinateCertificateProperties.CertificateSigningRequestPem, "hello"),
            (SubordinateCertificateProperties.ParentPrivateKeyPem, "hello"),
            (SubordinateCertificateProperties.ValidityDays, 0.5),
            (SubordinateCertificateProperties.PathLength, -1)));

        Assert.Equal(
            [
                SubordinateCertificateProperties.CertificateSigningRequestPem, SubordinateCertificateProperties.ParentChainPem,
                SubordinateCertificateProperties.ParentPrivateKeyPem, SubordinateCertificateProperties.PathLength, SubordinateCertificateProperties.ValidityDays,
            ],
            check.Failures!.Select(failure => failure.Property).Order(StringComparer.Ordinal));
    }

    // XC-70: a CA under a parent of path length zero.
    [Fact]
    public async Task needs_room_below_its_parent()
    {
        var check = await _bench.Check(Type, Inputs((SubordinateCertificateProperties.PathLength, 1)));

        Assert.Equal("must be less than the parent's path length (1 >= 1); use another parent", Assert.Single(check.Failures!).Reason);
    }

    [Fact]
    public async Task refuses_a_tampered_request()
    {
        var der = _pending.RequestDer.ToArray();
        der[^1] ^= 1;

        var check = await _bench.Check(Type, Inputs((SubordinateCertificateProperties.CertificateSigningRequestPem, Infra.Pki.Pem.OfRequest(der))));

        Assert.Equal(SubordinateCertificateProperties.CertificateSigningRequestPem, Assert.Single(check.Failures!).Property);
    }

    [Fact]
    public async Task is_unknown_in_a_preview()
    {
        var preview = await _bench.Create(Type, Inputs((SubordinateCertificateProperties.CertificateSigningRequestPem, PropertyValue.Computed)), preview: true);

        Assert.True(preview.Outputs![SubordinateCertificateProperties.CertificatePem].IsComputed);
        Assert.True(preview.Outputs[SubordinateCertificateProperties.CertificateChainPem].IsComputed);
    }

    [Fact]
    public async Task is_replaced_by_any_change_but_another_spelling_of_the_key()
    {
        var spelled = await _bench.Diff(Type, Inputs(), Inputs((SubordinateCertificateProperties.ParentPrivateKeyPem, "# note\n" + _bench.Pki.Intermediate.ExportPrivateKeyPem())));
        var longer = await _bench.Diff(Type, Inputs(), Inputs((SubordinateCertificateProperties.ValidityDays, 366)));

        Assert.False(spelled.Changes);
        Assert.Equal([SubordinateCertificateProperties.ValidityDays], longer.Replaces);
    }

    public void Dispose() => _bench.Dispose();

    private ImmutableDictionary<string, PropertyValue> Inputs(params (string Name, object? Value)[] changes) => ProviderBench.Bag(
    [
        (SubordinateCertificateProperties.CertificateSigningRequestPem, _pending.RequestPem),
        (SubordinateCertificateProperties.ParentPrivateKeyPem, _bench.Pki.Intermediate.ExportPrivateKeyPem()),
        (SubordinateCertificateProperties.ParentChainPem, _bench.Pki.Intermediate.ChainPem),
        (SubordinateCertificateProperties.ValidityDays, 365),
        (SubordinateCertificateProperties.PathLength, 0),
        .. changes,
    ]);
}
