using Infra.Identity.Contracts;
using Infra.Provider.Ports;

namespace Infra.Tests.Provider;

/// <summary>Every AWS call of every verb fails once; each time the outcome is right, and trying again is enough.</summary>
public sealed class A_failing_aws_call : IDisposable
{
    private const string Type = ResourceTypes.CaRegistration;
    private readonly ProviderBench _bench = new();

    public static TheoryData<string, bool> CallsOfCreate
    {
        get
        {
            var table = new TheoryData<string, bool>();
            foreach (var call in (string[])["DescribeCACertificate", "GetRegistrationCode", "IssueCertificate", "GetCertificate", "RegisterCACertificate"])
            {
                table.Add(call, false);
                table.Add(call, true);
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(CallsOfCreate))]
    public async Task is_tried_again_and_creates_exactly_one_registration(string call, bool afterEffect)
    {
        _bench.Aws.Fail(call, new TransientFaultException("no answer", mayHaveTakenEffect: true), afterEffect);

        var created = await _bench.Create(Type, _bench.Registration());

        Assert.Equal(created.Id, Assert.Single(_bench.Aws.Registered).Key);
        Assert.Equal(1, _bench.Aws.Issued);
        Assert.Single(_bench.Pauses);
    }

    [Theory]
    [MemberData(nameof(CallsOfCreate))]
    public async Task that_is_refused_for_good_ends_create_and_a_second_create_succeeds(string call, bool afterEffect)
    {
        _bench.Aws.Fail(call, new InvalidOperationException("AccessDeniedException: not authorized"), afterEffect);
        var adopts = (CaRegistrationProperties.AdoptExisting, (object?)true); // a refusal after the effect leaves a registration behind

        await Assert.ThrowsAsync<InvalidOperationException>(() => _bench.Create(Type, _bench.Registration()));
        var created = await _bench.Create(Type, _bench.Registration(adopts));

        Assert.Equal(created.Id, Assert.Single(_bench.Aws.Registered).Key);
    }

    [Theory]
    [InlineData("DescribeCACertificate", false)]
    [InlineData("UpdateCACertificate", false)]
    [InlineData("UpdateCACertificate", true)]
    public async Task is_tried_again_in_an_update(string call, bool afterEffect)
    {
        var created = await _bench.Create(Type, _bench.Registration());
        _bench.Aws.Fail(call, new TransientFaultException("throttled", mayHaveTakenEffect: afterEffect), afterEffect);

        await _bench.Update(Type, created.Id!, created.Outputs.Bag(), _bench.Registration((CaRegistrationProperties.Active, false)));

        Assert.False(_bench.Aws.Registered[created.Id!].Settings.IsActive);
    }

    [Theory]
    [InlineData("DescribeCACertificate", false)]
    [InlineData("UpdateCACertificate", true)]
    [InlineData("DeleteCACertificate", false)]
    [InlineData("DeleteCACertificate", true)]
    public async Task is_tried_again_in_a_delete(string call, bool afterEffect)
    {
        var created = await _bench.Create(Type, _bench.Registration());
        _bench.Aws.Fail(call, new TransientFaultException("throttled", mayHaveTakenEffect: afterEffect), afterEffect);

        await _bench.Delete(Type, created.Id!, created.Outputs.Bag());

        Assert.Empty(_bench.Aws.Registered);
    }

    [Fact]
    public async Task does_not_make_someone_else_s_registration_ours_after_a_refused_try()
    {
        // Throttled means: nothing happened. So what exists at the second try was registered by another in between.
        _bench.Aws.Fail("RegisterCACertificate", new TransientFaultException("throttled", mayHaveTakenEffect: false), afterEffect: true);

        await Assert.ThrowsAsync<Infra.Provider.ProvisioningException>(() => _bench.Create(Type, _bench.Registration()));
    }

    [Theory]
    [InlineData(false, "run pulumi up again")]
    [InlineData(true, "may have taken effect all the same")]
    public async Task is_given_up_after_five_tries_and_says_what_may_be_left(bool mayHaveTakenEffect, string advice)
    {
        var patience = new Infra.Provider.Patience((_, _) => Task.CompletedTask);
        var tries = 0;

        var fault = await Assert.ThrowsAsync<Infra.Provider.ProvisioningException>(() => patience.TryAsync(
            Task () =>
            {
                tries++;
                throw new TransientFaultException("rate exceeded", mayHaveTakenEffect);
            },
            default));

        Assert.Equal(5, tries);
        Assert.Equal(Infra.Provider.ProvisioningErrors.AwsUnavailable, fault.Code);
        Assert.Contains("last answer: rate exceeded", fault.Message, StringComparison.Ordinal);
        Assert.Contains(advice, fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();
}
