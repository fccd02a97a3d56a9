using System.Collections.Immutable;
using Infra.Identity.Contracts;
using Infra.Pki;
using Infra.Provider;
using Infra.Provider.Ports;
using Infra.Tests.Pki;
using Pulumi.Experimental;

namespace Infra.Tests.Provider;

/// <summary>
/// The two private keys that this provider ever holds, the verification certificate's and a software parent's, searched for in all that
/// leaves it: state, faults, diagnostics and what AWS is asked.
/// </summary>
public sealed class A_secret : IDisposable
{
    private readonly TestHierarchy _pki = new();
    private readonly KeyMaterial _keys = new();
    private readonly List<SigningKey> _ephemeral = [];
    private readonly FakeAws _aws;
    private readonly ProvisioningProvider _provider;

    public A_secret()
    {
        _aws = new FakeAws(_pki.Issuer);
        _provider = new ProvisioningProvider(_aws.Ports, TimeProvider.System, new Patience((_, _) => Task.CompletedTask), () =>
        {
            var key = SigningKey.Generate(KeyAlgorithm.EcP256);
            _keys.Add(key);
            _ephemeral.Add(key);
            return key;
        });
    }

    public static TheoryData<string> CallsOfCreate => ["DescribeCACertificate", "GetRegistrationCode", "IssueCertificate", "GetCertificate", "RegisterCACertificate"];

    [Fact]
    public void would_be_found_by_this_search()
    {
        _keys.Add(_pki.Intermediate.ExportPrivateKeyPem());
        var pem = _pki.Intermediate.ExportPrivateKeyPem();

        Assert.True(_keys.IsIn($"refused: {pem}"));
        Assert.True(_keys.IsIn(string.Concat(pem.Split('\n')[1..^2]))); // the body in one line
        Assert.True(_keys.IsIn("x" + Convert.ToHexString(Convert.FromBase64String(string.Concat(pem.Split('\n')[1..^2])))));
        Assert.True(_keys.IsOpenlyIn(new PropertyValue(ImmutableDictionary<string, PropertyValue>.Empty.Add("deep", new PropertyValue(pem)))));
        Assert.False(_keys.IsOpenlyIn(new PropertyValue(pem).WithSecret(true)));
        Assert.False(_keys.IsIn(_pki.Intermediate.ChainPem));
        Assert.False(_keys.IsOpenlyIn(new PropertyValue(true)));
    }

    [Fact]
    public async Task of_a_registration_is_nowhere_after_any_verb_and_its_key_is_destroyed()
    {
        var inputs = Registration();
        var created = await _provider.Create(new(Urn(ResourceTypes.CaRegistration), inputs, TimeSpan.Zero, preview: false), default);
        var outputs = created.Outputs.Bag();
        var read = await _provider.Read(new(Urn(ResourceTypes.CaRegistration), created.Id!, outputs, inputs), default);
        var updated = await _provider.Update(
            new(Urn(ResourceTypes.CaRegistration), created.Id!, outputs, inputs.SetItem(CaRegistrationProperties.Active, new PropertyValue(false)), TimeSpan.Zero, [], false, inputs), default);
        await _provider.Delete(new(Urn(ResourceTypes.CaRegistration), created.Id!, outputs, TimeSpan.Zero, inputs), default);

        Assert.True(_keys.IsKnown);
        AssertNotIn(created.Outputs, read.Outputs, read.Inputs, updated.Outputs);
        Assert.False(_keys.IsIn(_aws.LastRequest!.ToString()));
        Assert.False(_keys.IsIn(_aws.LastOrder!.ToString()));
        Assert.All(_ephemeral, key => Assert.Throws<ObjectDisposedException>(() => key.ExportPrivateKeyPem()));
    }

    [Theory]
    [MemberData(nameof(CallsOfCreate))]
    public async Task of_a_registration_is_in_no_diagnostic_whichever_call_fails(string call)
    {
        foreach (var fault in new Exception[] { new AwsRefusalException("not authorized"), new TransientFaultException("no answer", mayHaveTakenEffect: true), new InvalidOperationException("broken") })
        {
            _aws.Fail(call, fault, times: 5);
            var diagnostic = await Assert.ThrowsAnyAsync<Exception>(() => _provider.Create(new(Urn(ResourceTypes.CaRegistration), Registration(), TimeSpan.Zero, preview: false), default));

            Assert.False(_keys.IsIn(diagnostic.ToString()));
            Assert.All(_ephemeral, key => Assert.Throws<ObjectDisposedException>(() => key.ExportPrivateKeyPem()));
        }
    }

    [Fact]
    public async Task of_a_parent_is_only_ever_in_an_input_marked_as_secret()
    {
        _keys.Add(_pki.Intermediate.ExportPrivateKeyPem());
        var urn = Urn(ResourceTypes.SubordinateCertificate);
        var given = Signing(_pki.Intermediate.ExportPrivateKeyPem());
        var check = await _provider.Check(new(urn, ImmutableDictionary<string, PropertyValue>.Empty, given, []), default);
        var inputs = check.Inputs.Bag();
        var preview = await _provider.Create(new(urn, inputs, TimeSpan.Zero, preview: true), default);
        var created = await _provider.Create(new(urn, inputs, TimeSpan.Zero, preview: false), default);
        var outputs = created.Outputs.Bag();
        var diff = await _provider.Diff(new(urn, created.Id!, outputs, given, [], given), default);
        var read = await _provider.Read(new(urn, created.Id!, outputs, given), default);
        var previewOfUpdate = await _provider.Update(new(urn, created.Id!, outputs, given, TimeSpan.Zero, [], true, given), default);
        var updated = await _provider.Update(new(urn, created.Id!, outputs, given, TimeSpan.Zero, [], false, given), default);

        AssertNotIn(inputs, preview.Outputs, created.Outputs, read.Outputs, read.Inputs, previewOfUpdate.Outputs, updated.Outputs);
        Assert.Empty(diff.Diffs!);
        Assert.Equal([SubordinateCertificateProperties.ParentPrivateKeyPem], inputs.Where(input => input.Value.IsSecret).Select(input => input.Key));
    }

    [Theory]
    [InlineData("a key of another parent")]
    [InlineData("a broken key")]
    [InlineData("a key where the chain belongs")]
    [InlineData("a key where the request belongs")]
    public async Task of_a_parent_is_in_no_fault(string mistake)
    {
        var urn = Urn(ResourceTypes.SubordinateCertificate);
        var key = _pki.Intermediate.ExportPrivateKeyPem();
        _keys.Add(key);
        _keys.Add(_pki.Root.ExportPrivateKeyPem());
        var inputs = mistake switch
        {
            "a key of another parent" => Signing(_pki.Root.ExportPrivateKeyPem()),
            "a broken key" => Signing(key.Replace("-----END", "A\n-----END", StringComparison.Ordinal)),
            "a key where the chain belongs" => Signing(key).SetItem(SubordinateCertificateProperties.ParentChainPem, new PropertyValue(key)),
            _ => Signing(key).SetItem(SubordinateCertificateProperties.CertificateSigningRequestPem, new PropertyValue(key)),
        };

        var check = await _provider.Check(new(urn, ImmutableDictionary<string, PropertyValue>.Empty, inputs, []), default);
        var fault = await Assert.ThrowsAsync<ProvisioningException>(() => _provider.Create(new(urn, inputs, TimeSpan.Zero, preview: false), default));

        Assert.NotEmpty(check.Failures!);
        Assert.All(check.Failures!, failure => Assert.False(_keys.IsIn(failure.Reason)));
        Assert.False(_keys.IsIn(fault.ToString()));
    }

    public void Dispose() => _pki.Dispose();

    private static Pulumi.Urn Urn(string type) => ProviderBench.Urn(type);

    private void AssertNotIn(params IEnumerable<KeyValuePair<string, PropertyValue>>?[] bags) =>
        Assert.All(bags, bag => Assert.All(bag!, property => Assert.False(_keys.IsOpenlyIn(property.Value), $"a private key stands in {property.Key}")));

    private ImmutableDictionary<string, PropertyValue> Registration() => ProviderBench.Bag(
        (CaRegistrationProperties.Region, "us-east-1"),
        (CaRegistrationProperties.CaCertificatePem, _pki.Issuer.CertificatePem),
        (CaRegistrationProperties.CertificateAuthorityArn, ProviderBench.PrivateCaArn),
        (CaRegistrationProperties.Active, true));

    private ImmutableDictionary<string, PropertyValue> Signing(string parentKeyPem)
    {
        var pending = new PendingAuthority(DistinguishedNames.CommonName("eu-west-1.widgiot"), KeyAlgorithm.EcP256);
        return ProviderBench.Bag(
            (SubordinateCertificateProperties.CertificateSigningRequestPem, pending.RequestPem),
            (SubordinateCertificateProperties.ParentPrivateKeyPem, parentKeyPem),
            (SubordinateCertificateProperties.ParentChainPem, _pki.Intermediate.ChainPem),
            (SubordinateCertificateProperties.ValidityDays, 365));
    }
}
