using System.Text.Json;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

/// <summary>What makes a certificate usable in AWS IoT, by either issuer.</summary>
public sealed class A_registration
{
    private readonly IssuerWorld _world = new();

    public static TheoryData<string, bool> EveryFailure
    {
        get
        {
            var failures = new TheoryData<string, bool>();
            foreach (var call in new[] { "EnsureThingAsync", "AttachPolicyAsync", "AttachThingAsync", "ActivateAsync" })
            {
                failures.Add(call, false);
                failures.Add(call, true);
            }

            return failures;
        }
    }

    [Fact]
    public async Task is_left_to_the_first_connection_in_jitp_mode()
    {
        Assert.Equal(200, (await _world.PostAsync(_world.AcmPca(direct: false))).StatusCode);

        Assert.Empty(_world.Iot.Certificates);
        Assert.Equal(IssuanceStep.Issued, _world.Record.Step);
    }

    [Fact]
    public async Task gives_the_certificate_thing_policy_and_life()
    {
        Assert.Equal(200, (await _world.PostAsync(_world.AcmPca(direct: true))).StatusCode);

        AssertComplete();
        Assert.Equal(IssuanceStep.Registered, _world.Record.Step);
        Assert.Equal(Assert.Single(_world.Iot.Active).Id, _world.Record.CertificateId);
    }

    [Fact]
    public async Task works_the_same_with_certificates_of_aws_iot()
    {
        var answer = await _world.PostAsync(_world.IotCore());

        Assert.Equal(200, answer.StatusCode);
        using var body = JsonDocument.Parse(answer.Body);
        Assert.Equal(Assert.Single(_world.Iot.Active).Pem, body.RootElement.GetProperty("certificate").GetString());
        Assert.Equal("", body.RootElement.GetProperty("certificateChain").GetString());
        AssertComplete();
    }

    [Theory]
    [MemberData(nameof(EveryFailure))]
    public async Task is_undone_when_a_step_fails_and_done_by_a_retry(string call, bool afterEffect)
    {
        foreach (var issuer in new Func<IssuerWorld, IssuerHandler>[] { world => world.AcmPca(direct: true), world => world.IotCore() })
        {
            var world = new IssuerWorld();
            world.Iot.Fails = (call, afterEffect);
            var failed = await world.PostAsync(issuer(world));

            Assert.Equal(503, failed.StatusCode);
            Assert.Empty(world.Iot.Certificates);
            Assert.Empty(world.Iot.Policies);
            Assert.Empty(world.Iot.Principals);

            world.Iot.Fails = null;
            Assert.Equal(200, (await world.PostAsync(issuer(world))).StatusCode);
            AssertComplete(world);
        }
    }

    [Theory]
    [InlineData("DeactivateAsync")]
    [InlineData("DetachThingAsync")]
    [InlineData("DetachPolicyAsync")]
    [InlineData("DeleteAsync")]
    public async Task leaves_nothing_active_when_even_the_undoing_fails(string undo)
    {
        var world = new IssuerWorld();
        var failing = new FailingTwice(world, "AttachThingAsync", undo);

        await Assert.ThrowsAsync<AggregateException>(() => failing.RunAsync());

        Assert.Empty(world.Iot.Active);
    }

    [Fact]
    public async Task is_not_repeated_for_a_certificate_that_an_operator_withdrew()
    {
        await _world.PostAsync(_world.IotCore());
        _world.Iot.Set(Assert.Single(_world.Iot.Certificates.Keys), IotCertificateStatus.Inactive);

        var answer = await _world.PostAsync(_world.IotCore());

        Assert.Equal(409, answer.StatusCode);
        Assert.Empty(_world.Iot.Active);
    }

    [Fact]
    public async Task starts_over_with_a_certificate_that_was_deleted()
    {
        await _world.PostAsync(_world.IotCore());
        _world.Iot.Certificates.Clear();
        _world.Iot.Policies.Clear();
        _world.Iot.Principals.Clear();

        Assert.Equal(200, (await _world.PostAsync(_world.IotCore())).StatusCode);
        AssertComplete();
    }

    private void AssertComplete() => AssertComplete(_world);

    private static void AssertComplete(IssuerWorld world)
    {
        var certificate = Assert.Single(world.Iot.Active);
        Assert.Equal("SN-1", Assert.Single(world.Iot.Things).ToString());
        Assert.Equal((IssuerWorld.Policy, certificate.Id), Assert.Single(world.Iot.Policies));
        Assert.Equal(certificate.Id, Assert.Single(world.Iot.Principals).CertificateId);
    }

    /// <summary>A registration in which one step fails, and then one step of its undoing.</summary>
    private sealed class FailingTwice(IssuerWorld world, string step, string undo)
    {
        public async Task RunAsync()
        {
            var registry = new MemoryIotRegistry(world.Iot, new Process());
            var certificate = await registry.CreateAsync(CsrPem(), default);
            world.Iot.Fails = (step, AfterEffect: true);
            world.Iot.ThenFails = undo;
            await new Registrar(registry, IssuerWorld.Policy).CompleteOrUndoAsync(Infra.Identity.DeviceId.Parse("SN-1"), certificate, default);
        }

        private static string CsrPem() => new Identity.CsrRecipe().WithCommonName("SN-1").ToPem();
    }
}
