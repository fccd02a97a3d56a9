using System.Collections.Immutable;
using Infra.Identity.Contracts;
using Infra.Provider;
using Infra.Provider.Ports;
using Infra.Tests.Pki;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Tests.Provider;

public sealed class A_ca_rotation : IDisposable
{
    private const string Type = ResourceTypes.CertificateAuthorityRotation;

    private readonly TestHierarchy _pki = new();
    private readonly FakeAws _aws;
    private readonly ProvisioningProvider _provider;
    private readonly Dictionary<int, string> _authorities;
    private DateTimeOffset _now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public A_ca_rotation()
    {
        _aws = new FakeAws(_pki.Issuer);
        _provider = new ProvisioningProvider(_aws.Ports, new SettableClock(() => _now), new Patience((_, _) => Task.CompletedTask));
        // Any two certificates will do: the guard knows a CA by its id alone.
        _authorities = new() { [1] = _pki.Intermediate.CertificatePem, [2] = _pki.Issuer.CertificatePem, [3] = _pki.Root.CertificatePem };
    }

    [Fact]
    public async Task goes_from_one_generation_to_the_next_one_step_at_a_time()
    {
        await RegisterAsync(1, 2);
        var state = await CreateAsync("1");
        foreach (var stage in new[] { "2 announced", "2 issuing", "2 closing", "2 retired", "2" })
        {
            Assert.Equal(stage, state.Outputs.Text(CertificateAuthorityRotationProperties.NextStage));
            _now += TimeSpan.FromDays(8);
            state = await MoveAsync(state, stage);
        }

        Assert.Equal("3 announced", state.Outputs.Text(CertificateAuthorityRotationProperties.NextStage));
        // It looks, and changes nothing.
        Assert.Equal(["ListCertificatesByCA", "ListCertificatesByCA"], _aws.Calls.Where(call => call is not "RegisterCACertificate"));
    }

    [Theory]
    [InlineData("2 closing", "2 retired", 1)]
    [InlineData("2 retired", "2", 1)]
    [InlineData("2 announced", "1", 2)] // given up
    public async Task refuses_the_step_that_would_leave_active_devices_behind(string from, string to, int generation)
    {
        await RegisterAsync(1, 2);
        _aws.AddDevice(_aws.Registered.Keys.ElementAt(generation - 1));
        var state = await StateAsync(from);

        var refusal = await Assert.ThrowsAsync<ProvisioningException>(() => MoveAsync(state, to));
        Assert.Equal(ProvisioningErrors.RotationRefused, refusal.Code);
        Assert.Contains($"the stage stays '{from}' and does not become '{to}': generation {generation} (CA ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("1 active device certificate (such as device-0)", refusal.Message, StringComparison.Ordinal);

        var forced = await MoveAsync(state, to, (CertificateAuthorityRotationProperties.Force, true));
        Assert.Equal(to, forced.Outputs.Text(CertificateAuthorityRotationProperties.Stage));
    }

    [Fact]
    public async Task keeps_first_connections_open_for_as_long_as_devices_take()
    {
        var state = await MoveAsync(await StateAsync("2 announced"), "2 issuing");

        _now += TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1);
        var refusal = await Assert.ThrowsAsync<ProvisioningException>(() => MoveAsync(state, "2 closing"));
        Assert.Contains("devices have until 2026-03-08 00:00:00Z (7 days) to connect for the first time with a certificate of generation 1", refusal.Message, StringComparison.Ordinal);

        _now += TimeSpan.FromSeconds(1);
        state = await MoveAsync(state, "2 closing");
        Assert.Equal("2026-03-08T00:00:00.0000000+00:00", state.Outputs.Text(CertificateAuthorityRotationProperties.StageSince));
    }

    [Fact]
    public async Task goes_back_without_leaving_devices_of_the_new_generation_behind()
    {
        var state = await MoveAsync(await StateAsync("2 issuing"), "2 announced");
        Assert.Equal("2 issuing", state.Outputs.Text(CertificateAuthorityRotationProperties.CameFrom));

        state = await MoveAsync(state, "2 announced", (CertificateAuthorityRotationProperties.FirstConnectionDays, 5));
        var refusal = await Assert.ThrowsAsync<ProvisioningException>(() => MoveAsync(state, "1"));
        Assert.Contains("to connect for the first time with a certificate of generation 2; wait until then", refusal.Message, StringComparison.Ordinal);

        _now += TimeSpan.FromDays(7);
        await MoveAsync(state, "1");
    }

    [Fact]
    public async Task gives_a_generation_up_at_once_that_never_issued() => await MoveAsync(await StateAsync("2 announced"), "1");

    [Fact]
    public async Task measures_that_from_the_stage_s_beginning_not_from_the_last_update()
    {
        var state = await MoveAsync(await StateAsync("2 announced"), "2 issuing");
        _now += TimeSpan.FromDays(6);
        state = await MoveAsync(state, "2 issuing", (CertificateAuthorityRotationProperties.FirstConnectionDays, 3));

        Assert.Equal("2026-03-01T00:00:00.0000000+00:00", state.Outputs.Text(CertificateAuthorityRotationProperties.StageSince));
        await MoveAsync(state, "2 closing", (CertificateAuthorityRotationProperties.FirstConnectionDays, 3));
    }

    [Theory]
    [InlineData("1", "2 closing", "cannot go from '1' to '2 closing' in one step; go on to '2 announced'")]
    [InlineData("2 closing", "2", "cannot go from '2 closing' to '2' in one step; go on to '2 retired', or back to '2 issuing'")]
    [InlineData("2", "2 retired", "cannot go from '2' to '2 retired' in one step; go on to '3 announced'")]
    public async Task refuses_more_than_one_step_in_the_preview_already(string from, string to, string reason)
    {
        var check = await _provider.Check(new CheckRequest(ProviderBench.Urn(Type), Inputs(from), Inputs(to), []), default);

        var failure = Assert.Single(check.Failures!);
        Assert.Equal((CertificateAuthorityRotationProperties.Stage, reason), (failure.Property, failure.Reason));
        var state = await StateAsync(from);
        Assert.Equal(ProvisioningErrors.RotationRefused, (await Assert.ThrowsAsync<ProvisioningException>(() => MoveAsync(state, to, (CertificateAuthorityRotationProperties.Force, true)))).Code);
    }

    [Fact]
    public async Task refuses_another_ca_under_the_number_of_a_generation()
    {
        var check = await _provider.Check(
            new CheckRequest(ProviderBench.Urn(Type), Inputs("1"), Inputs("1", (CertificateAuthorityRotationProperties.NewestCaCertificatePem, _authorities[3])), []), default);

        Assert.Contains("the CA of generation 1 has become another", Assert.Single(check.Failures!).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task shows_the_next_stage_in_a_preview_while_the_new_ca_is_unknown()
    {
        var state = await CreateAsync("1");
        var unknown = Inputs("2 announced", (CertificateAuthorityRotationProperties.NewestCaCertificatePem, PropertyValue.Computed));

        var check = await _provider.Check(new CheckRequest(ProviderBench.Urn(Type), state.Inputs, unknown, []), default);
        var preview = await _provider.Update(new UpdateRequest(ProviderBench.Urn(Type), "id", state.Outputs, unknown, TimeSpan.Zero, [], true, state.Inputs), default);

        Assert.Empty(check.Failures!);
        Assert.Equal("2 issuing", preview.Outputs.Text(CertificateAuthorityRotationProperties.NextStage));
        Assert.True(preview.Outputs![CertificateAuthorityRotationProperties.StageSince].IsComputed);
        Assert.Empty(_aws.Calls);
    }

    [Fact]
    public async Task begins_with_one_generation()
    {
        var refusal = await Assert.ThrowsAsync<ProvisioningException>(() => CreateAsync("2 issuing"));

        Assert.Contains("begins with one generation, not with '2 issuing'; set the stage to '2' or '1'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("2", (await CreateAsync("2")).Outputs.Text(CertificateAuthorityRotationProperties.Stage)); // taken over from elsewhere
    }

    [Theory]
    [InlineData("2 halfway", CertificateAuthorityRotationProperties.Stage)]
    [InlineData("1", CertificateAuthorityRotationProperties.FormerCaCertificatePem)]
    [InlineData("2 closing", CertificateAuthorityRotationProperties.FormerCaCertificatePem, 0)]
    [InlineData("2 closing", CertificateAuthorityRotationProperties.FormerCaCertificatePem, 2)] // the newest itself
    public async Task is_told_what_is_wrong_under_its_property(string stage, string property, int? former = 1)
    {
        var check = await _provider.Check(new CheckRequest(ProviderBench.Urn(Type), Nothing, ProviderBench.Bag(
            (CertificateAuthorityRotationProperties.Region, "us-east-1"),
            (CertificateAuthorityRotationProperties.Stage, stage),
            (CertificateAuthorityRotationProperties.NewestCaCertificatePem, _authorities[2]),
            (CertificateAuthorityRotationProperties.FormerCaCertificatePem, former is > 0 ? _authorities[former.Value] : null)), []), default);

        Assert.Equal(property, Assert.Single(check.Failures!).Property);
    }

    /// <summary>Every AWS call that a step makes fails: for good is five times. goes: the step is taken; stays: it is not, and can be repeated.</summary>
    private const string Faults = """
        from         to         throttled  lost  denied  not-found  throttled-for-good  lost-for-good
        2+closing    2+retired  goes       goes  stays   goes       stays               stays
        2+retired    2          goes       goes  stays   goes       stays               stays
        2+announced  1          goes       goes  stays   goes       stays               stays
        """;

    public static TheoryData<string, string, string, string> FaultCells
    {
        get
        {
            var lines = Faults.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
            var cells = new TheoryData<string, string, string, string>();
            foreach (var row in lines.Skip(1))
            {
                for (var column = 2; column < row.Length; column++) { cells.Add(row[0].Replace('+', ' '), row[1].Replace('+', ' '), lines[0][column], row[column]); }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(FaultCells))]
    public async Task takes_the_step_or_stays_where_it_is_when_the_look_at_the_devices_fails(string from, string to, string fault, string outcome)
    {
        await RegisterAsync(1, 2);
        var state = await StateAsync(from);
        var times = fault.EndsWith("for-good", StringComparison.Ordinal) ? 5 : 1;
        switch (fault.Split('-')[0])
        {
            case "throttled": _aws.Fail("ListCertificatesByCA", new TransientFaultException("rate exceeded", mayHaveTakenEffect: false), times: times); break;
            case "lost": _aws.Fail("ListCertificatesByCA", new TransientFaultException("no answer", mayHaveTakenEffect: true), afterEffect: true, times: times); break;
            case "denied": _aws.Fail("ListCertificatesByCA", new AwsRefusalException("not authorized")); break;
            default: _aws.DeleteBefore("ListCertificatesByCA"); break;
        }

        if (outcome == "stays")
        {
            var failure = await Assert.ThrowsAsync<ProvisioningException>(() => MoveAsync(state, to));
            Assert.Equal(fault == "denied" ? ProvisioningErrors.AwsRefused : ProvisioningErrors.AwsUnavailable, failure.Code);
            Assert.Contains($"the stage stays '{from}'", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(to, (await MoveAsync(state, to)).Outputs.Text(CertificateAuthorityRotationProperties.Stage));
    }

    [Fact]
    public async Task asks_aws_for_nothing_in_any_other_step_or_verb()
    {
        var state = await StateAsync("2 issuing");
        _now += TimeSpan.FromDays(8);
        state = await MoveAsync(state, "2 closing");
        await _provider.Diff(new DiffRequest(ProviderBench.Urn(Type), "id", state.Outputs, Inputs("2 issuing"), [], state.Inputs), default);
        await _provider.Read(new ReadRequest(ProviderBench.Urn(Type), "id", state.Outputs, state.Inputs), default);
        await _provider.Delete(new DeleteRequest(ProviderBench.Urn(Type), "id", state.Outputs, TimeSpan.Zero, state.Inputs), default);

        Assert.Empty(_aws.Calls);
    }

    [Fact]
    public async Task takes_a_ca_that_is_gone_for_one_without_devices() => await MoveAsync(await StateAsync("2 retired"), "2");

    public void Dispose() => _pki.Dispose();

    private static ImmutableDictionary<string, PropertyValue> Nothing => ImmutableDictionary<string, PropertyValue>.Empty;

    private ImmutableDictionary<string, PropertyValue> Inputs(string stage, params (string Name, object? Value)[] changes)
    {
        var parsed = RotationStage.TryParse(stage, out var valid) ? valid : throw new ArgumentException(stage);
        return ProviderBench.Bag(
        [
            (CertificateAuthorityRotationProperties.Region, "us-east-1"),
            (CertificateAuthorityRotationProperties.Stage, stage),
            (CertificateAuthorityRotationProperties.NewestCaCertificatePem, _authorities[parsed.Generation]),
            (CertificateAuthorityRotationProperties.FormerCaCertificatePem, parsed.Step == RotationStep.Alone ? null : _authorities[parsed.Generation - 1]),
            .. changes,
        ]);
    }

    private async Task RegisterAsync(params int[] generations)
    {
        foreach (var generation in generations) { await _aws.RegisterAsync(new CaToRegister(_authorities[generation], null, new CaSettings(true, true, null), "owner"), default); }
    }

    private async Task<State> CreateAsync(string stage)
    {
        var inputs = Inputs(stage);
        var created = await _provider.Create(new CreateRequest(ProviderBench.Urn(Type), inputs, TimeSpan.Zero, false), default);
        return new State(inputs, created.Outputs.Bag());
    }

    private async Task<State> MoveAsync(State before, string stage, params (string Name, object? Value)[] changes)
    {
        var inputs = Inputs(stage, changes);
        var updated = await _provider.Update(new UpdateRequest(ProviderBench.Urn(Type), "id", before.Outputs, inputs, TimeSpan.Zero, [], false, before.Inputs), default);
        return new State(inputs, updated.Outputs.Bag());
    }

    /// <summary>As if all steps before had been taken.</summary>
    private async Task<State> StateAsync(string stage)
    {
        var state = await CreateAsync("1");
        for (var next = RotationStage.Parse("1"); next.ToString() != stage;)
        {
            next = next.Next;
            state = await MoveAsync(state, next.ToString(), (CertificateAuthorityRotationProperties.Force, true));
            state = state with { Inputs = Inputs(next.ToString()) };
        }

        return state;
    }

    private sealed record State(ImmutableDictionary<string, PropertyValue> Inputs, ImmutableDictionary<string, PropertyValue> Outputs);

    private sealed class SettableClock(Func<DateTimeOffset> now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now();
    }
}
