using System.Collections.Immutable;
using Infra.Identity.Contracts;
using Infra.Pki;
using Infra.Provider;
using Infra.Provider.Ports;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Tests.Provider;

public sealed class A_ca_registration : IDisposable
{
    private const string Type = ResourceTypes.CaRegistration;
    private readonly ProviderBench _bench = new();

    private FakeAws Aws => _bench.Aws;

    // XC-84: the seed left the template out.
    [Fact]
    public async Task proves_possession_and_registers_the_ca_with_its_template()
    {
        var created = await _bench.Create(Type, _bench.Registration());

        Assert.Equal(["DescribeCACertificate", "GetRegistrationCode", "IssueCertificate", "GetCertificate", "RegisterCACertificate"], Aws.Calls);
        var ca = Assert.Single(Aws.Registered).Value;
        Assert.Equal(new CaSettings(IsActive: true, AutoRegistration: true, "widgiot-jitp"), ca.Settings);
        Assert.Equal("DEFAULT", ca.CertificateMode);
        Assert.Equal(ca.Id, created.Id);
        Assert.Equal(ca.Id, created.Outputs.Text(CaRegistrationProperties.CaCertificateId));
        Assert.Equal(ca.Arn, created.Outputs.Text(CaRegistrationProperties.CaCertificateArn));
    }

    // XC-90: the seed kept a verification certificate of 364 days.
    [Fact]
    public async Task asks_for_a_verification_certificate_of_one_day_from_the_ca_of_the_arn_s_region()
    {
        await _bench.Create(Type, _bench.Registration());

        Assert.Equal(["iot us-east-1", "acm-pca eu-west-1"], Aws.Regions);
        Assert.Equal(1, Aws.LastRequest!.ValidityDays);
        Assert.Equal("SHA256WITHECDSA", Aws.LastRequest.SigningAlgorithm);
        Assert.Equal("arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1", Aws.LastRequest.TemplateArn);
        var request = CertificationRequests.Verify(Infra.Pki.Pem.Request(Aws.LastRequest.RequestPem));
        Assert.Equal(FakeAws.RegistrationCode, DistinguishedNames.CommonNameOf(request.Subject));
    }

    // XC-82: under one token ACM PCA gives one certificate for five minutes, whoever asks; the seed's two were 98256344 and 1234.
    [Fact]
    public async Task asks_for_each_verification_certificate_under_a_token_of_its_own()
    {
        var tokens = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var bench = new ProviderBench();
            await bench.Create(Type, bench.Registration());
            tokens.Add(bench.Aws.LastRequest!.IdempotencyToken);
        }

        Assert.Equal(3, tokens.Distinct().Count());
        Assert.All(tokens, token => Assert.Matches("^[0-9a-f]{32}$", token));
    }

    [Fact]
    public async Task proves_possession_of_a_ca_whose_name_constraints_permit_its_own_organization_alone()
    {
        var constrained = CertificateProfile.Root with { NameConstraints = new() { PermittedDirectoryNames = [DistinguishedNames.Of(country: "US", organization: "Automatra")] } };
        using var root = SoftwareAuthority.CreateRoot(
            DistinguishedNames.CommonName("Root", organization: "Automatra", country: "US"), constrained, KeyAlgorithm.EcP256, ValidityPeriod.FromNow(TimeProvider.System, TimeSpan.FromDays(9)), TimeProvider.System);
        using var issuer = root.CreateSubordinate(
            DistinguishedNames.CommonName("us-east-1", "Automatra", "widgiot", "US"), CertificateProfile.RegionalIssuer, KeyAlgorithm.EcP256, TimeSpan.FromDays(8));
        var aws = new FakeAws(issuer);
        var provider = new ProvisioningProvider(aws.Ports, TimeProvider.System);

        await provider.Create(
            new CreateRequest(ProviderBench.Urn(Type), _bench.Registration((CaRegistrationProperties.CaCertificatePem, issuer.CertificatePem)), TimeSpan.Zero, false), default);

        var request = CertificationRequests.Verify(Infra.Pki.Pem.Request(aws.LastRequest!.RequestPem));
        Assert.Equal($"CN={FakeAws.RegistrationCode}, OU=widgiot, O=Automatra, C=US", request.Subject.Name);
        Assert.Equal("RegisterCACertificate", aws.Calls[^1]);
    }

    [Theory]
    [InlineData(KeyAlgorithm.Rsa2048, "SHA256WITHRSA")]
    [InlineData(KeyAlgorithm.EcP384, "SHA384WITHECDSA")]
    public async Task signs_with_an_algorithm_of_the_family_of_the_ca_s_key(KeyAlgorithm key, string algorithm)
    {
        using var root = SoftwareAuthority.CreateRoot(DistinguishedNames.CommonName("CA"), key, TimeSpan.FromDays(9), TimeProvider.System);
        var aws = new FakeAws(root);
        var provider = new ProvisioningProvider(aws.Ports, TimeProvider.System);

        await provider.Create(
            new CreateRequest(ProviderBench.Urn(Type), _bench.Registration((CaRegistrationProperties.CaCertificatePem, root.CertificatePem)), TimeSpan.Zero, false), default);

        Assert.Equal(algorithm, aws.LastRequest!.SigningAlgorithm);
    }

    // XC-81: the seed asked for the certificate before it was there.
    [Fact]
    public async Task waits_for_acm_pca_and_gives_up_in_the_end()
    {
        Aws.LooksUntilReady = 3;
        await _bench.Create(Type, _bench.Registration());
        Assert.Equal(3, _bench.Pauses.Count);

        using var other = new ProviderBench();
        other.Aws.LooksUntilReady = 1_000;
        var fault = await Assert.ThrowsAsync<ProvisioningException>(() => other.Create(Type, other.Registration()));
        Assert.Equal(ProvisioningErrors.VerificationTimedOut, fault.Code);
        Assert.Empty(other.Aws.Registered);
    }

    [Fact]
    public async Task needs_no_private_ca_in_sni_only_mode()
    {
        await _bench.Create(Type, _bench.Registration((CaRegistrationProperties.CertificateMode, "SNI_ONLY"), (CaRegistrationProperties.CertificateAuthorityArn, null)));

        Assert.Equal(["DescribeCACertificate", "RegisterCACertificate"], Aws.Calls);
        Assert.Equal("SNI_ONLY", Assert.Single(Aws.Registered).Value.CertificateMode);
    }

    [Fact]
    public async Task names_the_mix_up_when_the_arn_is_of_another_ca()
    {
        var fault = await Assert.ThrowsAsync<ProvisioningException>(() =>
            _bench.Create(Type, _bench.Registration((CaRegistrationProperties.CaCertificatePem, _bench.Pki.Intermediate.CertificatePem))));

        Assert.Equal(ProvisioningErrors.WrongAuthority, fault.Code);
        Assert.DoesNotContain("RegisterCACertificate", Aws.Calls);
    }

    [Fact]
    public async Task touches_nothing_in_a_preview_and_leaves_its_ids_unknown()
    {
        var created = await _bench.Create(Type, _bench.Registration((CaRegistrationProperties.CaCertificatePem, PropertyValue.Computed)), preview: true);

        Assert.Empty(Aws.Calls);
        Assert.True(created.Outputs![CaRegistrationProperties.CaCertificateId].IsComputed);
        Assert.True(created.Outputs[CaRegistrationProperties.CaCertificateArn].IsComputed);
        Assert.Equal("us-east-1", created.Outputs.Text(CaRegistrationProperties.Region));
    }

    [Fact]
    public async Task leaves_no_key_and_no_verification_certificate_in_the_state()
    {
        var created = await _bench.Create(Type, _bench.Registration());

        Assert.All(created.Outputs!.Values, value =>
        {
            var text = value.ToString() ?? "";
            Assert.DoesNotContain("PRIVATE KEY", text, StringComparison.Ordinal);
            Assert.DoesNotContain(FakeAws.RegistrationCode, text, StringComparison.Ordinal);
        });
        Assert.Equal(
            new[] { CaRegistrationProperties.CaCertificateArn, CaRegistrationProperties.CaCertificateId }.Concat(_bench.Registration().Keys).Order(StringComparer.Ordinal),
            created.Outputs.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null)] // by hand, or by another tool
    [InlineData("another stack's resource")]
    public async Task fails_when_somebody_else_registered_the_ca_and_says_how_to_go_on(string? owner)
    {
        await _bench.Create(Type, _bench.Registration());
        Aws.SetOwner(owner);

        var fault = await Assert.ThrowsAsync<ProvisioningException>(() => _bench.Create(Type, _bench.Registration()));

        Assert.Equal(ProvisioningErrors.AlreadyRegistered, fault.Code);
        Assert.Contains("adoptExisting: true", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"us-east-1/{Aws.Registered.Single().Key}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task completes_what_it_registered_itself_in_a_try_that_the_engine_never_heard_the_end_of()
    {
        var first = await _bench.Create(Type, _bench.Registration((CaRegistrationProperties.TemplateName, "old"), (CaRegistrationProperties.Active, false)));

        var again = await _bench.Create(Type, _bench.Registration());

        Assert.Equal(first.Id, again.Id);
        Assert.Equal(new CaSettings(true, true, "widgiot-jitp"), Aws.Registered[first.Id!].Settings);
        Assert.Equal(1, Aws.Issued); // no second verification certificate
        Assert.Matches("^[0-9a-f]{64}$", Aws.LastOrder!.Owner); // nothing about the stack can be read from it
    }

    [Fact]
    public async Task adopts_an_existing_registration_when_told_to_and_puts_it_right()
    {
        var first = await _bench.Create(Type, _bench.Registration((CaRegistrationProperties.TemplateName, "old"), (CaRegistrationProperties.Active, false)));
        Aws.SetOwner(null);

        var adopted = await _bench.Create(Type, _bench.Registration((CaRegistrationProperties.AdoptExisting, true)));

        Assert.Equal(first.Id, adopted.Id);
        Assert.Equal(new CaSettings(true, true, "widgiot-jitp"), Aws.Registered[first.Id!].Settings);
        Assert.Equal(1, Aws.Issued); // no second verification certificate
    }

    [Fact]
    public async Task changes_status_auto_registration_and_template_in_place_with_one_call()
    {
        var created = await _bench.Create(Type, _bench.Registration());
        Aws.Calls.Clear();

        var updated = await _bench.Update(Type, created.Id!, created.Outputs.Bag(), _bench.Registration(
            (CaRegistrationProperties.Active, false), (CaRegistrationProperties.AutoRegistration, false), (CaRegistrationProperties.TemplateName, "next")));

        Assert.Equal(["DescribeCACertificate", "UpdateCACertificate"], Aws.Calls);
        Assert.Equal(new CaSettings(false, false, "next"), Aws.Registered[created.Id!].Settings);
        Assert.Equal("next", updated.Outputs.Text(CaRegistrationProperties.TemplateName));
        Assert.Equal(created.Id, updated.Outputs.Text(CaRegistrationProperties.CaCertificateId));
    }

    [Fact]
    public async Task takes_the_template_away_and_keeps_auto_registration()
    {
        var created = await _bench.Create(Type, _bench.Registration());

        await _bench.Update(Type, created.Id!, created.Outputs.Bag(), _bench.Registration((CaRegistrationProperties.TemplateName, null)));

        Assert.Equal(new CaSettings(true, true, null), Aws.Registered[created.Id!].Settings);
    }

    [Fact]
    public async Task shows_in_the_preview_of_an_update_what_the_update_leaves()
    {
        var created = await _bench.Create(Type, _bench.Registration());
        Aws.Calls.Clear();
        var inputs = _bench.Registration((CaRegistrationProperties.TemplateName, null), (CaRegistrationProperties.Active, false));

        var preview = await _bench.Update(Type, created.Id!, created.Outputs.Bag(), inputs, preview: true);
        Assert.Empty(Aws.Calls);
        var updated = await _bench.Update(Type, created.Id!, created.Outputs.Bag(), inputs);

        Assert.Equal(
            updated.Outputs!.OrderBy(output => output.Key, StringComparer.Ordinal).Select(output => (output.Key, output.Value)),
            preview.Outputs!.OrderBy(output => output.Key, StringComparer.Ordinal).Select(output => (output.Key, output.Value)));
    }

    [Fact]
    public async Task reads_drift_and_the_next_update_puts_it_right()
    {
        var created = await _bench.Create(Type, _bench.Registration());
        await Aws.ChangeAsync(created.Id!, new CaChange(IsActive: false, TemplateName: "someone-else-s"), default);

        var read = await _bench.Read(Type, created.Id!, created.Outputs.Bag(), _bench.Registration());
        var diff = await _bench.Diff(Type, read.Outputs.Bag(), _bench.Registration());

        Assert.False(read.Outputs.Flag(CaRegistrationProperties.Active));
        Assert.True(diff.Changes);
        Assert.Equal([CaRegistrationProperties.Active, CaRegistrationProperties.TemplateName], diff.Diffs);
        Assert.Empty(diff.Replaces!);
    }

    [Fact]
    public async Task is_imported_by_region_and_id()
    {
        var created = await _bench.Create(Type, _bench.Registration());

        var read = await _bench.Read(Type, $"us-east-1/{created.Id}", ProviderBench.Bag(), ProviderBench.Bag());
        var diff = await _bench.Diff(Type, read.Outputs.Bag(), _bench.Registration());

        Assert.Equal(created.Id, read.Id);
        Assert.Equal("widgiot-jitp", read.Inputs.Text(CaRegistrationProperties.TemplateName));
        Assert.False(diff.Changes);
    }

    [Fact]
    public async Task is_not_imported_by_an_id_without_its_region() =>
        Assert.Equal(ProvisioningErrors.NotImportable,
            (await Assert.ThrowsAsync<ProvisioningException>(() => _bench.Read(Type, new string('0', 64), ProviderBench.Bag(), ProviderBench.Bag()))).Code);

    [Fact]
    public async Task reads_as_gone_when_someone_deleted_it()
    {
        var created = await _bench.Create(Type, _bench.Registration());
        await Aws.ChangeAsync(created.Id!, new CaChange(IsActive: false), default);
        await Aws.DeleteAsync(created.Id!, default);

        Assert.Equal("", (await _bench.Read(Type, created.Id!, created.Outputs.Bag(), _bench.Registration())).Id);
    }

    [Fact]
    public async Task is_deactivated_before_it_is_deleted_and_deleting_twice_is_fine()
    {
        var created = await _bench.Create(Type, _bench.Registration());
        Aws.Calls.Clear();

        await _bench.Delete(Type, created.Id!, created.Outputs.Bag());
        await _bench.Delete(Type, created.Id!, created.Outputs.Bag());

        Assert.Empty(Aws.Registered);
        Assert.Equal(
            ["DescribeCACertificate", "ListCertificatesByCA", "UpdateCACertificate", "ListCertificatesByCA", "DeleteCACertificate", "DescribeCACertificate"], Aws.Calls);
    }

    [Theory]
    [InlineData(1, 0, "1 active device certificate (such as device-0)")]
    [InlineData(1, 4, "1 active device certificate (such as device-4)")] // on the third page
    [InlineData(4, 0, "at least 2 active device certificates (such as device-0)")]
    public async Task is_not_deleted_while_active_device_certificates_depend_on_it(int active, int inactiveFirst, string named)
    {
        var created = await _bench.Create(Type, _bench.Registration());
        for (var device = 0; device < inactiveFirst + active; device++) { Aws.AddDevice(created.Id!, isActive: device >= inactiveFirst); }

        var fault = await Assert.ThrowsAsync<ProvisioningException>(() => _bench.Delete(Type, created.Id!, created.Outputs.Bag()));

        Assert.Equal(ProvisioningErrors.InUse, fault.Code);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        Assert.Contains("set force: true, run pulumi up, and delete again", fault.Message, StringComparison.Ordinal);
        Assert.True(Aws.Registered[created.Id!].Settings.IsActive);
    }

    [Fact]
    public async Task is_deleted_all_the_same_when_forced()
    {
        var created = await _bench.Create(Type, _bench.Registration());
        Aws.AddDevice(created.Id!);
        Aws.Calls.Clear();

        var forced = await _bench.Update(Type, created.Id!, created.Outputs.Bag(), _bench.Registration((CaRegistrationProperties.Force, true)));
        Assert.Equal(["DescribeCACertificate"], Aws.Calls); // force is the state's alone
        await _bench.Delete(Type, created.Id!, forced.Outputs.Bag());

        Assert.Empty(Aws.Registered);
        Assert.DoesNotContain("ListCertificatesByCA", Aws.Calls);
    }

    [Fact]
    public async Task is_active_again_when_a_device_registered_just_before_its_deactivation()
    {
        var created = await _bench.Create(Type, _bench.Registration());
        Aws.AfterCall = call =>
        {
            if (call == "UpdateCACertificate" && !Aws.Registered[created.Id!].Settings.IsActive) { Aws.AddDevice(created.Id!); }
        };

        var fault = await Assert.ThrowsAsync<ProvisioningException>(() => _bench.Delete(Type, created.Id!, created.Outputs.Bag()));

        Assert.Equal(ProvisioningErrors.InUse, fault.Code);
        Assert.True(Aws.Registered[created.Id!].Settings.IsActive);
    }

    [Theory]
    [InlineData(CaRegistrationProperties.Region, "eu-west-1", true, false)]
    [InlineData(CaRegistrationProperties.CertificateMode, "SNI_ONLY", true, true)]
    [InlineData(CaRegistrationProperties.Active, false, false, false)]
    [InlineData(CaRegistrationProperties.AutoRegistration, false, false, false)]
    [InlineData(CaRegistrationProperties.TemplateName, "next", false, false)]
    [InlineData(CaRegistrationProperties.TemplateName, null, false, false)]
    [InlineData(CaRegistrationProperties.Force, true, false, false)] // an update brings it into the state, where a delete reads it
    public async Task knows_which_change_replaces_it(string property, object? value, bool replaces, bool deletesFirst)
    {
        var diff = await _bench.Diff(Type, _bench.Registration(), _bench.Registration((property, value)));

        Assert.True(diff.Changes);
        Assert.Equal([property], diff.Diffs);
        Assert.Equal(replaces ? [property] : [], diff.Replaces);
        Assert.Equal(deletesFirst, diff.DeleteBeforeReplace);
    }

    [Fact]
    public async Task is_unchanged_by_line_breaks_by_another_arn_and_by_what_is_ignored()
    {
        var now = _bench.Registration(
            (CaRegistrationProperties.CaCertificatePem, "\r\n" + _bench.Pki.Issuer.CertificatePem.ReplaceLineEndings("\r\n")),
            (CaRegistrationProperties.CertificateAuthorityArn, PrivateCaOf("eu-central-1")),
            (CaRegistrationProperties.TemplateName, "ignored"),
            (CaRegistrationProperties.Force, false));

        var diff = await _bench.Diff(Type, _bench.Registration(), now, CaRegistrationProperties.TemplateName);

        Assert.False(diff.Changes);
    }

    [Fact]
    public async Task is_told_every_fault_at_once_each_under_its_property()
    {
        var check = await _bench.Check(Type, ProviderBench.Bag(
            (CaRegistrationProperties.Region, "Frankfurt"),
            (CaRegistrationProperties.CaCertificatePem, "hello"),
            (CaRegistrationProperties.CertificateMode, "BOTH"),
            (CaRegistrationProperties.CertificateAuthorityArn, "arn:aws:s3:::bucket"),
            (CaRegistrationProperties.Active, "yes"),
            (CaRegistrationProperties.TemplateName, "no spaces please"),
            ("autoregistration", true)));

        Assert.Equal(
            [
                CaRegistrationProperties.Active, "autoregistration", CaRegistrationProperties.CaCertificatePem, CaRegistrationProperties.CertificateAuthorityArn,
                CaRegistrationProperties.CertificateMode, CaRegistrationProperties.Region, CaRegistrationProperties.TemplateName,
            ],
            check.Failures!.Select(failure => failure.Property).Order(StringComparer.Ordinal));
        Assert.Contains(check.Failures!, failure => failure.Reason.Contains("is 'Frankfurt'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task fills_its_defaults_in()
    {
        var check = await _bench.Check(Type, ProviderBench.Bag(
            (CaRegistrationProperties.Region, "us-east-1"),
            (CaRegistrationProperties.CaCertificatePem, _bench.Pki.Issuer.CertificatePem),
            (CaRegistrationProperties.CertificateAuthorityArn, ProviderBench.PrivateCaArn)));

        Assert.Empty(check.Failures!);
        Assert.Equal("DEFAULT", check.Inputs.Text(CaRegistrationProperties.CertificateMode));
        Assert.True(check.Inputs.Flag(CaRegistrationProperties.Active));
        Assert.True(check.Inputs.Flag(CaRegistrationProperties.AutoRegistration));
    }

    [Theory]
    [InlineData("DEFAULT", false, false)]
    [InlineData("DEFAULT", true, true)]
    [InlineData("SNI_ONLY", false, true)]
    [InlineData("SNI_ONLY", true, false)]
    public async Task needs_a_private_ca_exactly_in_default_mode(string mode, bool hasArn, bool accepted)
    {
        var check = await _bench.Check(Type, _bench.Registration(
            (CaRegistrationProperties.CertificateMode, mode), (CaRegistrationProperties.CertificateAuthorityArn, hasArn ? ProviderBench.PrivateCaArn : null)));

        Assert.Equal(accepted ? [] : [CaRegistrationProperties.CertificateAuthorityArn], check.Failures!.Select(failure => failure.Property));
    }

    [Fact]
    public async Task accepts_unknown_inputs_in_a_check()
    {
        var check = await _bench.Check(Type, _bench.Registration(
            (CaRegistrationProperties.CaCertificatePem, PropertyValue.Computed), (CaRegistrationProperties.CertificateAuthorityArn, PropertyValue.Computed)));

        Assert.Empty(check.Failures!);
    }

    [Fact]
    public async Task refuses_a_device_certificate_and_an_expired_ca()
    {
        var device = _bench.Pki.Issuer.SignRequest(
            Infra.Tests.Pki.TestHierarchy.DeviceRequest("SN-1"), CertificateProfile.Device, _bench.Pki.Days(1));
        var past = new Infra.Tests.Pki.StoppedClock(DateTimeOffset.UtcNow.AddYears(-2));
        using var expired = SoftwareAuthority.CreateRoot(DistinguishedNames.CommonName("old"), KeyAlgorithm.EcP256, TimeSpan.FromDays(9), past);

        foreach (var (pem, reason) in new[] { (device.CertificatePem, "is not a certificate authority"), (expired.CertificatePem, "expired at") })
        {
            var check = await _bench.Check(Type, _bench.Registration((CaRegistrationProperties.CaCertificatePem, pem)));
            Assert.Contains(reason, Assert.Single(check.Failures!).Reason, StringComparison.Ordinal);
        }
    }

    /// <summary>Else its stack could change nothing any more, and a rotation not come to the stage that sets the old CA inactive.</summary>
    [Fact]
    public async Task goes_on_with_a_ca_that_has_expired_since()
    {
        var before = _bench.Registration();
        var created = await _bench.Create(Type, before);
        var later = new ProvisioningProvider(Aws.Ports, new Infra.Tests.Pki.StoppedClock(DateTimeOffset.UtcNow.AddYears(20)));
        var inactive = _bench.Registration((CaRegistrationProperties.Active, false));

        var anew = await later.Check(new CheckRequest(ProviderBench.Urn(Type), ProviderBench.Bag(), inactive, []), default);
        var check = await later.Check(new CheckRequest(ProviderBench.Urn(Type), before, inactive, []), default);
        await later.Update(new UpdateRequest(ProviderBench.Urn(Type), created.Id!, created.Outputs!.ToImmutableDictionary(), inactive, TimeSpan.Zero, [], preview: false, before), default);

        Assert.Contains("expired at", Assert.Single(anew.Failures!).Reason, StringComparison.Ordinal);
        Assert.Empty(check.Failures!);
        Assert.False(Assert.Single(Aws.Registered).Value.Settings.IsActive);
    }

    [Fact]
    public async Task ends_when_the_engine_cancels_it()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.Create(Type, _bench.Registration(), cancellationToken: cancelled.Token));
        Assert.Empty(Aws.Registered);
    }

    public void Dispose() => _bench.Dispose();

    private static string PrivateCaOf(string region) => ProviderBench.PrivateCaArn.Replace("eu-west-1", region, StringComparison.Ordinal);
}
