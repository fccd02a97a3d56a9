using System.Collections.Immutable;
using Infra.Identity.Contracts;
using Infra.Provider;
using Infra.Provider.Ports;
using Pulumi.Experimental;

namespace Infra.Tests.Provider;

public sealed class A_certificate_provider : IDisposable
{
    private const string Type = ResourceTypes.CertificateProvider;
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:widgiot-certificate-provider";
    private const string Another = "arn:aws:lambda:us-east-1:123456789012:function:another";
    private const string Arn = "arn:aws:iot:us-east-1:123456789012:certificateprovider/widgiot-certificates";

    private readonly ProviderBench _bench = new();

    [Fact]
    public async Task is_created_in_its_region_and_tells_its_arn()
    {
        var created = await _bench.Create(Type, Inputs());

        Assert.Equal(("widgiot-certificates", Arn), (created.Id, created.Outputs.Text(CertificateProviderProperties.ProviderArn)));
        Assert.Equal(new SigningFunction("widgiot-certificates", Arn, Function), _bench.Aws.Signing);
        Assert.Equal(["iot us-east-1"], _bench.Aws.Regions);
    }

    [Fact]
    public async Task is_previewed_without_a_call()
    {
        var previewed = await _bench.Create(Type, Inputs(), preview: true);

        Assert.True(previewed.Outputs![CertificateProviderProperties.ProviderArn].IsComputed);
        Assert.Empty(_bench.Aws.Calls);
    }

    [Fact]
    public async Task takes_the_accounts_only_place_from_nobody()
    {
        _bench.Aws.Signing = new("somebody-elses", "arn", Another);
        var other = await Assert.ThrowsAsync<ProvisioningException>(() => _bench.Create(Type, Inputs()));
        _bench.Aws.Signing = new("widgiot-certificates", Arn, Function);
        var same = await Assert.ThrowsAsync<ProvisioningException>(() => _bench.Create(Type, Inputs()));

        Assert.All([other, same], refusal => Assert.Equal(ProvisioningErrors.ProviderExists, refusal.Code));
        Assert.Contains("can have one only", other.Message, StringComparison.Ordinal);
        Assert.Contains("import it as 'us-east-1/widgiot-certificates'", same.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task is_created_once_though_an_answer_is_lost(bool afterEffect)
    {
        _bench.Aws.Fail("CreateCertificateProvider", new TransientFaultException("no answer", mayHaveTakenEffect: true), afterEffect);

        var created = await _bench.Create(Type, Inputs());

        Assert.Equal("widgiot-certificates", created.Id);
        Assert.Single(_bench.Pauses);
    }

    [Fact]
    public async Task is_not_taken_for_ours_when_the_lost_try_met_somebody_elses()
    {
        _bench.Aws.Signing = new("widgiot-certificates", Arn, Another);
        _bench.Aws.Fail("CreateCertificateProvider", new TransientFaultException("no answer", mayHaveTakenEffect: true));

        var refusal = await Assert.ThrowsAsync<ProvisioningException>(() => _bench.Create(Type, Inputs()));

        Assert.Equal(ProvisioningErrors.ProviderExists, refusal.Code);
        Assert.Equal(Another, _bench.Aws.Signing!.FunctionArn);
    }

    [Theory]
    [InlineData(CertificateProviderProperties.FunctionArn, Another, "", false)]
    [InlineData(CertificateProviderProperties.ProviderName, "another", "providerName", true)]
    [InlineData(CertificateProviderProperties.Region, "eu-west-1", "region", false)]
    public async Task changes_its_function_in_place_and_is_replaced_for_the_rest(string property, string value, string replaces, bool deletedFirst)
    {
        var old = Inputs().SetItem(CertificateProviderProperties.ProviderArn, new PropertyValue(Arn));

        var diff = await _bench.Diff(Type, old, Inputs((property, value)));

        Assert.Equal([property], diff.Diffs);
        Assert.Equal(replaces, string.Join(' ', diff.Replaces ?? []));
        Assert.Equal(deletedFirst, diff.DeleteBeforeReplace);
        Assert.False((await _bench.Diff(Type, old, Inputs())).Changes);
    }

    [Fact]
    public async Task gets_its_new_function()
    {
        var created = await _bench.Create(Type, Inputs());

        var updated = await _bench.Update(Type, created.Id!, created.Outputs.Bag(), Inputs((CertificateProviderProperties.FunctionArn, Another)));

        Assert.Equal(Another, _bench.Aws.Signing!.FunctionArn);
        Assert.Equal((Another, Arn), (updated.Outputs.Text(CertificateProviderProperties.FunctionArn), updated.Outputs.Text(CertificateProviderProperties.ProviderArn)));
    }

    [Fact]
    public async Task that_vanished_is_not_updated_but_made_again_after_a_refresh()
    {
        var created = await _bench.Create(Type, Inputs());
        _bench.Aws.Signing = null;

        var refusal = await Assert.ThrowsAsync<ProvisioningException>(() => _bench.Update(Type, created.Id!, created.Outputs.Bag(), Inputs((CertificateProviderProperties.FunctionArn, Another))));
        var read = await _bench.Read(Type, created.Id!, created.Outputs.Bag(), Inputs());

        Assert.Contains("run pulumi refresh", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("", read.Id);
    }

    [Fact]
    public async Task shows_drift_and_is_imported_by_region_and_name()
    {
        _bench.Aws.Signing = new("widgiot-certificates", Arn, Another);

        var read = await _bench.Read(Type, "us-east-1/widgiot-certificates", ProviderBench.Bag(), ProviderBench.Bag());

        Assert.Equal("widgiot-certificates", read.Id);
        Assert.Equal(("us-east-1", Another), (read.Inputs.Text(CertificateProviderProperties.Region), read.Inputs.Text(CertificateProviderProperties.FunctionArn)));
        Assert.Equal(ProvisioningErrors.NotImportable,
            (await Assert.ThrowsAsync<ProvisioningException>(() => _bench.Read(Type, "widgiot-certificates", ProviderBench.Bag(), ProviderBench.Bag()))).Code);
    }

    [Fact]
    public async Task gives_the_signing_back_when_it_is_deleted()
    {
        var created = await _bench.Create(Type, Inputs());

        await _bench.Delete(Type, created.Id!, created.Outputs.Bag());
        await _bench.Delete(Type, created.Id!, created.Outputs.Bag());

        Assert.Null(_bench.Aws.Signing);
    }

    [Theory]
    [InlineData(CertificateProviderProperties.Region, "mars", "an AWS region")]
    [InlineData(CertificateProviderProperties.ProviderName, "wid giot", "1 to 128 of")]
    [InlineData(CertificateProviderProperties.FunctionArn, "widgiot-certificate-provider", "the ARN of a function")]
    [InlineData(CertificateProviderProperties.FunctionArn, "arn:aws:lambda:eu-west-1:123456789012:function:f", "is of region eu-west-1")]
    [InlineData("tags", "none", "is not a property of this resource")]
    public async Task is_refused_in_the_preview_with(string property, string value, string said)
    {
        var failure = Assert.Single((await _bench.Check(Type, Inputs((property, value)))).Failures!);

        Assert.Equal(property, failure.Property);
        Assert.Contains(said, failure.Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();

    private static ImmutableDictionary<string, PropertyValue> Inputs(params (string, object?)[] changes) => ProviderBench.Bag(
    [
        (CertificateProviderProperties.Region, "us-east-1"),
        (CertificateProviderProperties.ProviderName, "widgiot-certificates"),
        (CertificateProviderProperties.FunctionArn, Function),
        .. changes,
    ]);
}
